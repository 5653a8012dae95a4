// That signatures carry in a project is a standing permission of a person. It is kept beside the project's settings with a keyed
// hash: a setting that was switched on by hand in the database permits nothing.
import { isKeyedHash, keyedHash } from './keyed-hash.ts'

const subject = (projectId: string) => ({ v: 1, projectId, carrySignatures: true })

export function sealCarrying<Settings extends { carrySignatures: boolean }>(
  projectId: string,
  settings: Settings,
): Settings & { carryMac?: string } {
  return settings.carrySignatures
    ? { ...settings, carryMac: keyedHash('carry setting', subject(projectId)) }
    : settings
}

/** `stored`: the settings as the database holds them. */
export function mayCarry(projectId: string, stored: unknown): boolean {
  const { carrySignatures, carryMac } = (stored ?? {}) as { carrySignatures?: boolean; carryMac?: string }
  return carrySignatures === true && isKeyedHash(carryMac, 'carry setting', subject(projectId))
}
