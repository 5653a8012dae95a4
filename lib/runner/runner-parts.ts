// What the composition root hands to everything in this folder. Settings and parts, no state.
import type { Pool } from 'pg'
import type { Db } from '../db.ts'
import type { Engine } from '../engines/engine.ts'
import type { logger } from '../logger.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { DeltaBuffer } from './delta-buffer.ts'
import type { Folders } from './folders.ts'

/** Seconds. Tests use fractions. */
export type Intervals = { lease: number; renew: number; reconcile: number; flush: number; poll: number }
export const usualIntervals: Intervals = { lease: 10, renew: 3, reconcile: 5, flush: 0.1, poll: 2 }

export type RunnerParts = {
  db: Db
  pool: Pool
  /** Name of this runner in leases. */
  owner: string
  folders: Folders
  sandbox: Sandbox
  /** Runs what a person allowed beyond the sandbox: the same user, no isolation. */
  outside: Sandbox
  engine: Engine
  deltas: DeltaBuffer
  /** Base URL of the scripted provider, with /v1. */
  scriptedUrl: string
  /** Public address of this installation, for trailers. */
  publicUrl: string
  /** Path of the ripgrep binary, and its folder, which boxes see read-only. */
  ripgrep: string
  ripgrepFolder: string
  intervals: Intervals
  logger: typeof logger
}
