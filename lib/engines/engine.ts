// The engine port. An engine drives one turn of an agent and only proposes: the host owns worktree, snapshots, checks and merges.
// `record` is fenced and awaited before the engine acts. An engine never throws for what a model or a command did.
import type { SessionState, TurnKind } from '../domain/session-state.ts'
import type { ModelEndpoint } from '../models/model.ts'
import type { Event, Fact } from '../protocol/events.ts'
import type { LongText, ParkReason } from '../protocol/values.ts'

export type Prices = { inputPerMillion: number; cachedInputPerMillion: number; outputPerMillion: number }

export type TurnInput = {
  turnId: string
  kind: TurnKind
  endpoint: ModelEndpoint
  /** What people see as the model's name. */
  modelName: string
  /** USD per million tokens, or null: then no cost is claimed. */
  prices: Prices | null
  /** Told to the model before everything else. */
  instructions: string
}

/** parked: a person or a key is needed; the same turn goes on later, maybe in another process. */
export type TurnOutcome =
  | { outcome: 'ended' | 'stuck' | 'limit'; reason: string | null }
  | { outcome: 'parked' }

export type CommandWish = {
  callId: string
  /** The shell line as the model gave it. */
  command: string
  /** Absolute, inside the worktree. */
  cwd: string
  /** Beyond what the sandbox gives. */
  outside: boolean
  justification: string
  /** null: the project's own limit. */
  timeoutMs: number | null
}

export type Permission =
  | { answer: 'granted'; approvalId: string | null; argv: readonly string[]; edited: boolean }
  | { answer: 'denied'; reason: string }
  | { answer: 'parked' }

export type CommandOutcome = {
  exitCode: number | null
  endedBy: 'exit' | 'signal' | 'timeout' | 'stopped' | 'output' | 'memory' | 'disk'
  output: string
  outputBytes: number
  durationMs: number
}

/** The worktree as tools may touch it. Paths are relative to it; refusals are values, written for the model. */
export interface Workbench {
  readonly root: string
  readonly writable: boolean
  run(
    argv: readonly string[],
    options: {
      cwd: string
      outside: boolean
      timeoutMs?: number
      signal: AbortSignal
      onOutput: (text: string) => void
    },
  ): Promise<CommandOutcome>
  read(path: string): Promise<{ ok: true; text: string } | { ok: false; reason: string }>
  write(
    changes: readonly (
      | { kind: 'write'; path: string; text: string }
      | { kind: 'delete'; path: string }
      | { kind: 'move'; path: string; to: string }
    )[],
  ): Promise<{ ok: true } | { ok: false; reason: string }>
  /** ripgrep inside the box. */
  search(
    pattern: string,
    options: { path?: string; glob?: string; maxResults: number; signal: AbortSignal },
  ): Promise<CommandOutcome>
}

export interface TurnHost {
  readonly bench: Workbench
  /** Aborted when the run is lost or cancelled: stop, record nothing more. */
  readonly signal: AbortSignal
  events(): readonly Event[]
  state(): SessionState
  /** Reads what others wrote since. */
  refresh(): Promise<void>
  text(long: LongText): Promise<string>
  /** Throws Rejection 'run.fenced' or 'run.moved-on'; let it pass. */
  record(facts: readonly Fact[]): Promise<void>
  delta(itemId: string, text: string): void
  /** May this command run? Asks a person and parks where a rule says so. */
  permit(wish: CommandWish): Promise<Permission>
  /** Records that the run waits, and why. */
  park(reason: ParkReason): Promise<void>
  /** A signal for one action: aborted by `signal`, or when a person says "stop and deliver now". */
  forAction(): AbortSignal
  newId(): string
}

export interface Engine {
  turn(input: TurnInput, host: TurnHost): Promise<TurnOutcome>
}
