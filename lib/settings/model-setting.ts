// The model endpoint of this installation: from the settings page, else from the environment. The key is sealed at rest and
// never leaves this file towards a browser; only its last four characters do.
import { z } from 'zod'
import { modelKeyPlace, open, seal } from '../auth/seal.ts'
import type { Db } from '../db.ts'
import { env } from '../env.ts'
import { ModelSetting } from '../protocol/api.ts'

const name = 'model'
/** The stored row also holds which API works there, which is the runner's to write; another endpoint forgets it. */
const StoredModel = z.object({ ...ModelSetting.shape, api: z.enum(['responses', 'chat']).optional() })
const defaultBaseUrl = 'https://api.openai.com/v1'

export type ModelEndpoint = z.infer<typeof StoredModel> & {
  apiKey: string | null
  /** A key is stored but opens no more, because COUNTERSIGN_SECRET is another one now. */
  keyLost: boolean
}
export type ModelDescription = ModelSetting & {
  source: 'settings' | 'environment'
  /** Last four characters of the key; null without one. */
  keyHint: string | null
  /** A key is stored but opens no more, because COUNTERSIGN_SECRET is another one now. */
  keyLost: boolean
}
type Reader = Pick<Db, 'setting'>

/** With the key: for the process that calls the provider, and nobody else. null when no model is configured. */
export async function loadModelEndpoint(db: Reader): Promise<ModelEndpoint | null> {
  const found = await load(db)
  return found && { ...found.setting, apiKey: found.apiKey, keyLost: found.keyLost }
}

/** What the settings page may show. null when no model is configured. */
export async function describeModel(db: Reader): Promise<ModelDescription | null> {
  const found = await load(db)
  if (!found) return null
  const { setting, source, apiKey, keyLost } = found
  const { api: _, ...shown } = setting
  return { ...shown, source, keyHint: apiKey ? apiKey.slice(-4) : null, keyLost }
}

/** Without a key the stored one stays, unless the address changed: a key goes only where it was given for. */
export async function saveModel(
  db: Db,
  { apiKey, ...setting }: ModelSetting & { apiKey?: string },
): Promise<void> {
  const stored = await db.setting.findUnique({ where: { name } })
  const before = stored && StoredModel.parse(stored.value)
  const kept = before?.baseUrl === setting.baseUrl ? (stored?.secret ?? null) : null
  const secret = apiKey ? seal(apiKey, modelKeyPlace) : kept
  const row = { value: setting, secret }
  await db.setting.upsert({ where: { name }, create: { name, ...row }, update: row })
  await db.setting.deleteMany({ where: { name: 'model.probe' } })
}

export async function forgetModel(db: Db): Promise<void> {
  await db.setting.deleteMany({ where: { name: { in: [name, 'model.probe'] } } })
}

type Loaded = {
  setting: z.infer<typeof StoredModel>
  source: 'settings' | 'environment'
  apiKey: string | null
  keyLost: boolean
}

async function load(db: Reader): Promise<Loaded | null> {
  const stored = await db.setting.findUnique({ where: { name } })
  if (stored) {
    const apiKey = stored.secret ? open(stored.secret, modelKeyPlace) : null
    const setting = StoredModel.parse(stored.value)
    return { setting, source: 'settings', apiKey, keyLost: stored.secret !== null && apiKey === null }
  }
  const { apiKey = null, baseUrl = defaultBaseUrl, model } = env().openai
  if (!model) return null
  return { setting: { baseUrl, model }, source: 'environment', apiKey, keyLost: false }
}
