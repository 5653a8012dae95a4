// What was approved is what is executed, or nothing is: every case changes something between approval and execution, in the database
// (without the secret), in the repository, in the files, in the settings or in who may decide. Then a runner takes it up.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Event } from '../../lib/protocol/events.ts'
import { eachCase } from '../each-case.ts'
import { eventCases } from './event-cases.ts'
import { openStages, type StageName, type Stages } from './open-stages.ts'
import { peopleCases } from './people-cases.ts'
import { replayCases } from './replay-cases.ts'
import { stateCases } from './state-cases.ts'
import { subjectCases } from './subject-cases.ts'
import type { Tampering } from './tampering.ts'
import { worldCases } from './world-cases.ts'

let at: Stages
beforeAll(async () => {
  at = await openStages()
})
afterAll(() => at?.close())

const cases: Tampering[] = [
  ...eventCases,
  ...subjectCases,
  ...peopleCases,
  ...replayCases,
  ...stateCases,
  ...worldCases,
]

/** Without tampering everything runs: the cases below would otherwise prove nothing. */
describe('approved and left alone', () => {
  test.each(['plan', 'command', 'setup', 'signature'] as StageName[])('%s: it is executed', async (name) => {
    await at.restore()
    const stage = at.stages[name]
    expect(await stage.executed()).toBe(false)
    at.touch()
    await at.drive(stage)
    expect(await stage.executed()).toBe(true)
  })
})

eachCase('tampering', cases, { sample: 6, timeout: 120_000 }, async (one) => {
  await at.restore()
  const approved = at.stages[one.stage]
  await one.tamper(at, approved)
  const stage = one.takenUp?.(at) ?? approved
  if (worldCases.includes(one) || replayCases.includes(one)) at.touch()
  const before = (await at.events(stage)).length
  await at.drive(stage)
  const executed = await stage.executed()
  const told = (await at.events(stage)).slice(before).flatMap(reasonOf)
  expect({ executed, told }).toEqual({
    executed: one.outcome === 'ignored',
    told: one.outcome === 'ignored' ? [] : expect.arrayContaining([expect.stringMatching(one.says ?? /./)]),
  })
})

test('at least a hundred of them must not execute', () => {
  expect(cases.filter(({ outcome }) => outcome !== 'ignored').length).toBeGreaterThanOrEqual(110)
})

/** What a person reads in the story about why it did not go on. */
function reasonOf({ type, data }: Event): string[] {
  if (type === 'approval.voided' || type === 'run.failed') return [data.reason]
  if (type === 'run.parked' && data.reason.kind === 'trouble') return [data.reason.message]
  return type === 'approval.requested' ? [`Asked again: ${data.rule}`] : []
}
