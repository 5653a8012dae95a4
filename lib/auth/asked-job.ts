// Who asks for a project to be tried allows its setup command and checks as they stand at that moment. A keyed hash over them goes with
// the job, so that the runner runs what was asked for: not what the settings became since, nor a job that was written by hand.
import { digestOf } from './decision-mac.ts'
import { isKeyedHash, keyedHash } from './keyed-hash.ts'

export type AskedJob = { projectId: string; userId: string; settings: unknown }

const subject = ({ projectId, userId, settings }: AskedJob) => ({
  v: 1,
  projectId,
  userId,
  settings: digestOf(settings ?? null),
})

export function sealAsked(job: AskedJob): { mac: string } {
  return { mac: keyedHash('asked job', subject(job)) }
}

export function isAsked(asked: unknown, job: AskedJob): boolean {
  return isKeyedHash((asked as { mac?: string } | null)?.mac, 'asked job', subject(job))
}
