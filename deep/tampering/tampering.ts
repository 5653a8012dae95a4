// The form of a case: what is tampered with, and what must come of it.
import type { Stage, StageName, Stages } from './open-stages.ts'

export type Tampering = {
  name: string
  stage: StageName
  tamper(at: Stages, stage: Stage): Promise<unknown>
  /** Where it is not the stage itself that is taken up afterwards. */
  takenUp?(at: Stages): Stage
  /** Usual: it is asked again, or stops and says why. ignored: nobody reads it, so what was approved runs as it was. */
  outcome?: 'ignored'
  /** What the reason says. */
  says?: RegExp
}
