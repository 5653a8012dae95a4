// Which endpoint plays a session: the scripted provider, or the configured one with its opened key.
import type { SessionState } from '../domain/session-state.ts'
import type { Prices } from '../engines/engine.ts'
import type { ModelEndpoint } from '../models/model.ts'
import { probeEndpoint } from '../models/probe-endpoint.ts'
import { loadModelEndpoint } from '../settings/model-setting.ts'
import type { RunnerParts } from './runner-parts.ts'

export type ChosenModel = { endpoint: ModelEndpoint; prices: Prices | null }

/** A sentence when there is nothing to ask, so that the run can pause and say so. */
export async function chooseModel(
  parts: RunnerParts,
  model: SessionState['model'],
  signal: AbortSignal,
): Promise<ChosenModel | { missing: string }> {
  if (model.provider === 'scripted') {
    return {
      endpoint: { baseUrl: parts.scriptedUrl, apiKey: 'scripted', model: model.name, api: 'responses' },
      prices: null,
    }
  }
  const found = await loadModelEndpoint(parts.db)
  if (!found) return { missing: 'No model is configured. Add one under Settings, then retry.' }
  const { baseUrl, prices } = found
  const apiKey = found.apiKey ?? ''
  const api = found.api ?? (await findApi({ baseUrl, apiKey, model: model.name, signal }))
  return {
    endpoint: { baseUrl, apiKey, model: model.name, api },
    prices: prices
      ? {
          inputPerMillion: prices.input,
          cachedInputPerMillion: prices.cachedInput ?? prices.input,
          outputPerMillion: prices.output,
        }
      : null,
  }
}

/** Which endpoints speak what, as far as this process has asked. */
const apis = new Map<string, 'responses' | 'chat'>()

/** What "try it" found is kept with the settings; without it, or from the environment, the endpoint is asked once, until it answers. */
export async function findApi(asked: Parameters<typeof probeEndpoint>[0]): Promise<'responses' | 'chat'> {
  const key = JSON.stringify([asked.baseUrl, asked.model])
  const known = apis.get(key)
  if (known) return known
  const probe = await probeEndpoint(asked)
  if (probe.outcome !== 'works') return 'responses'
  apis.set(key, probe.api)
  return probe.api
}
