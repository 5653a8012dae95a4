// Does a change touch what "passes" means? Test files by their usual names, and assertions that went away. A hint for people. Pure.
import type { ChangedFile } from '../review/hunk.ts'

const testPath =
  /(^|\/)(tests?|testsuites?|regress(?:ion)?|specs?|__tests__|t|testing)\/|[._-](test|spec)s?\.[^/]+$|(^|\/)(test_[^/]+\.py|[^/]+_test\.(go|py|rb)|conftest\.py|[^/]+Tests?\.(java|cs|kt))$/i
const checkConfig =
  /(^|\/)(package\.json|tsconfig[^/]*\.json|vitest\.config\.[^/]+|jest\.config\.[^/]+|playwright\.config\.[^/]+|\.mocharc[^/]*|pytest\.ini|tox\.ini|setup\.cfg|Makefile|\.github\/.*|\.gitlab-ci\.yml|biome\.json|\.eslintrc[^/]*|eslint\.config\.[^/]+)$/
/** A call of an assertion, or Python's statement. */
const assertion =
  /^\s*assert\s+\S|\b(assert\w*|expect\w*|should|verify|require|ok|equal|deepEqual|throws|rejects|is_ok|cmp_ok|ck_assert\w*|EXPECT_\w+|ASSERT_\w+)\b\s*[.(!]/

export const isTestPath = (path: string): boolean => testPath.test(path)
export const decidesChecks = (path: string): boolean => isTestPath(path) || checkConfig.test(path)

export type Loosened = { path: string; removedAssertions: number }

/** Files of tests that lost assertions on balance, or that went away. */
export function findLoosened(files: readonly ChangedFile[]): Loosened[] {
  return files
    .filter((file) => isTestPath(file.oldPath ?? file.path) && file.status !== 'added')
    .map((file) => {
      const lines = file.hunks.flatMap((hunk) => hunk.lines)
      const count = (kind: 'add' | 'remove') =>
        lines.filter((line) => line.kind === kind && assertion.test(line.text)).length
      return { path: file.path, removedAssertions: Math.max(0, count('remove') - count('add')) }
    })
    .filter((file) => file.removedAssertions > 0)
}

/** Paths of the base whose own version must judge the new code too: changed, renamed or deleted tests and their configuration. */
export const judgedByBase = (files: readonly ChangedFile[]): ChangedFile[] =>
  files.filter((file) => file.oldBlob !== null && decidesChecks(file.oldPath ?? file.path))
