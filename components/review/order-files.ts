// The order in which a reviewer meets the files of a change: tests and checks that were touched first, as they decide
// whether green means anything; what machines wrote last and folded. Never by alphabet alone.

import { decidesChecks } from '../../lib/domain/find-loosened.ts'

export type FileGroup = 'tests' | 'code' | 'folded'

const LOCKS =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|Cargo\.lock|Gemfile\.lock|composer\.lock|poetry\.lock|uv\.lock|Pipfile\.lock|go\.sum|flake\.lock|gradle\.lockfile|mix\.lock)$/
const GENERATED =
  /(^|\/)(dist|vendor|node_modules|generated|__generated__|__snapshots__)\/|\.(min\.(js|css)|snap|map)$|\.(pb|g|generated)\.\w+$/
/** @param loosened paths whose tests lost assertions */
export function groupOf(path: string, loosened: ReadonlySet<string> = new Set()): FileGroup {
  if (loosened.has(path)) return 'tests'
  if (LOCKS.test(path) || GENERATED.test(path)) return 'folded'
  return decidesChecks(path) ? 'tests' : 'code'
}

const RANK: Record<FileGroup, number> = { tests: 0, code: 1, folded: 2 }

/** A new array: loosened tests, other tests and checks, code, folded; within each as git gave them. */
export function orderFiles<T extends { path: string }>(
  files: readonly T[],
  loosened: ReadonlySet<string>,
): T[] {
  const rank = (file: T) => RANK[groupOf(file.path, loosened)] * 2 + (loosened.has(file.path) ? 0 : 1)
  return files
    .map((file, at) => ({ file, at, rank: rank(file) }))
    .sort((a, b) => a.rank - b.rank || a.at - b.at)
    .map((one) => one.file)
}
