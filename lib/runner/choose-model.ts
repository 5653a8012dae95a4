// Which endpoint plays a session: the scripted provider, or the configured one with its opened key. Settings win over the environment.
import { modelKeyPlace, open } from '../auth/seal.ts'
import type { SessionState } from '../domain/session-state.ts'
import type { Prices } from '../engines/engine.ts'
import type { ModelApi, ModelEndpoint } from '../models/model.ts'
import { probeEndpoint } from '../models/probe-endpoint.ts'
import type { RunnerParts } from './runner-parts.ts'

export type ChosenModel = { endpoint: ModelEndpoint; prices: Prices | null }
export type ModelSetting = { baseUrl: string; model: string; api?: ModelApi; prices?: Prices | null }

const openaiUrl = 'https://api.openai.com/v1'

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
  const configured = await configuredModel(parts)
  if (!configured) return { missing: 'No model is configured. Add one under Settings, then retry.' }
  const { setting, apiKey } = configured
  const api = setting.api ?? (await probeApi(setting, apiKey, signal))
  return {
    endpoint: { baseUrl: setting.baseUrl, apiKey, model: model.name, api },
    prices: setting.prices ?? null,
  }
}

export async function configuredModel(
  parts: Pick<RunnerParts, 'db' | 'environmentModel'>,
): Promise<{ setting: ModelSetting; apiKey: string } | null> {
  const row = await parts.db.setting.findUnique({ where: { name: 'model' } })
  if (row) {
    const apiKey = row.secret ? open(row.secret, modelKeyPlace) : ''
    return apiKey === null ? null : { setting: row.value as ModelSetting, apiKey }
  }
  const given = parts.environmentModel
  if (!given?.model) return null
  return { setting: { baseUrl: given.baseUrl ?? openaiUrl, model: given.model }, apiKey: given.apiKey }
}

/** Asked once and kept with the settings; an endpoint that does not answer is asked again by the turn itself. */
async function probeApi(setting: ModelSetting, apiKey: string, signal: AbortSignal): Promise<ModelApi> {
  const probe = await probeEndpoint({ baseUrl: setting.baseUrl, apiKey, model: setting.model, signal })
  return probe.outcome === 'works' ? probe.api : 'responses'
}
