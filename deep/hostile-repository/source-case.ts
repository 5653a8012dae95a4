// One way to prepare a repository that a person adds, and what must come of adding it.
import { inFolder } from '../../lib/git/make-test-repository.ts'
import type { Trap } from './set-trap.ts'

/** `folder` holds one commit on main with a.txt; `root` is the folder around it, for what lies beside. */
export type SourceScene = {
  folder: string
  root: string
  trap: Trap
  sh: (script: string) => Promise<string>
}

export type SourceCase = {
  name: string
  prepare: (scene: SourceScene) => Promise<unknown>
  /** Where the project is added from, if not from `folder`. */
  location?: (scene: SourceScene) => string
  /** The code and sentence of the refusal; without it the project is made. */
  refuses?: [code: string, sentence: RegExp]
  /** Branches that are there then; ['main'] unless given. */
  branches?: string[]
  /** Names of uncommitted files; none unless given. null: there is no work tree. */
  uncommitted?: string[] | null
}

export const sh = (
  name: string,
  script: (scene: SourceScene) => string,
  more: Partial<SourceCase> = {},
): SourceCase => ({
  name,
  prepare: (scene) => scene.sh(script(scene)),
  ...more,
})

export const configured = (name: string, key: string, value: (scene: SourceScene) => string): SourceCase => ({
  name: `settings: ${name}`,
  prepare: (scene) => inFolder(scene.folder, 'config', key, value(scene)),
})
