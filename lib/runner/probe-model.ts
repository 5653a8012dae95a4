// Tries the model endpoint of this installation and keeps what works, for the page that asked and for later turns.
// The key is used for the request alone: it is in no sentence and no row.
import { probeEndpoint } from '../models/probe-endpoint.ts'
import { cleanText } from '../protocol/clean-text.ts'
import { loadModelEndpoint } from '../settings/model-setting.ts'
import type { RunnerParts } from './runner-parts.ts'

/** The value of the Setting 'model.probe'. `at` is ISO 8601. */
export type ModelProbe = {
  at: string
  baseUrl: string | null
  model: string | null
  ok: boolean
  api?: 'responses' | 'chat'
  /** Plain sentences for the person who asked. */
  sentences: string[]
}

export async function probeModel(parts: Pick<RunnerParts, 'db'>, signal: AbortSignal): Promise<void> {
  const found = await loadModelEndpoint(parts.db)
  if (!found) {
    const sentence = 'No model is configured. Add an endpoint and a model, then try it.'
    return keep(parts, { baseUrl: null, model: null, ok: false, sentences: [sentence] })
  }
  const { baseUrl, model, apiKey } = found
  if (found.keyLost) {
    const sentence =
      'The stored key cannot be opened any more, because COUNTERSIGN_SECRET is another one now. Enter the key again.'
    return keep(parts, { baseUrl, model, ok: false, sentences: [sentence] })
  }
  const probe = await probeEndpoint({ baseUrl, apiKey: apiKey ?? '', model, signal })
  if (signal.aborted) return
  if (probe.outcome === 'fails')
    return keep(parts, { baseUrl, model, ok: false, sentences: [cleanText(probe.message)] })
  await rememberApi(parts, { baseUrl, model }, probe.api)
  await keep(parts, { baseUrl, model, ok: true, api: probe.api, sentences: probe.detail.map(cleanText) })
}

async function keep({ db }: Pick<RunnerParts, 'db'>, probe: Omit<ModelProbe, 'at'>): Promise<void> {
  const value: ModelProbe = { at: new Date().toISOString(), ...probe }
  await db.setting.upsert({
    where: { name: 'model.probe' },
    create: { name: 'model.probe', value },
    update: { value },
  })
}

/** Only where the settings still name what was tried: a person may have changed them meanwhile. */
async function rememberApi(
  { db }: Pick<RunnerParts, 'db'>,
  { baseUrl, model }: { baseUrl: string; model: string },
  api: 'responses' | 'chat',
): Promise<void> {
  await db.$executeRaw`
    UPDATE "Setting" SET value = value || jsonb_build_object('api', ${api}::text)
    WHERE name = 'model' AND value->>'baseUrl' = ${baseUrl} AND value->>'model' = ${model}`
}
