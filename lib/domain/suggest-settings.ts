// Which setup command and checks a repository suggests, from its list of files and the text of a few of them. Pure.
// Suggestions are for a person to change: each says what was seen. What setup fetches lies inside the checkout, because
// nothing else is kept: in the ecosystem's own folder, or in `.setup`, which git is told not to see.
import type { ProjectSuggestion } from '../protocol/project.ts'
import { suggestCompiled } from './suggest-compiled.ts'
import { suggestJvm } from './suggest-jvm.ts'
import { suggestNode } from './suggest-node.ts'
import { suggestOthers } from './suggest-others.ts'
import { suggestPython } from './suggest-python.ts'
import { type FolderView, type Found, quote } from './suggestion-parts.ts'

/** Relative paths, and the text of those that `filesToRead` named (null: not there). */
export type RepositoryView = { paths: readonly string[]; text: (path: string) => string | null }
export type SuggestedSettings = ProjectSuggestion & { allowHosts: string[] }

const toRead = [
  /^(package\.json|\.npmrc|\.yarnrc\.yml|pnpm-lock\.yaml)$/,
  /^(pyproject\.toml|setup\.(py|cfg)|tox\.ini)$/,
  /^(CMakeLists\.txt|GNUmakefile|[Mm]akefile|Makefile\.am|go\.mod|Cargo\.toml)$/,
  /^(composer\.json|Gemfile|Gemfile\.lock|Rakefile)$/,
]
const rules = [suggestNode, suggestPython, suggestJvm, suggestOthers]
const mostFolders = 3

/** Paths whose text the rules want: known names in the top folder and in the folders just below. */
export function filesToRead(paths: readonly string[]): string[] {
  const wanted = paths.filter((path) => {
    const parts = path.split('/')
    return parts.length <= 2 && toRead.some((name) => name.test(parts.at(-1)!))
  })
  return wanted.sort((a, b) => a.split('/').length - b.split('/').length).slice(0, 100)
}

export function suggestSettings(view: RepositoryView, targetBranch: string): SuggestedSettings {
  const found = findIn(view, '')
  // Nothing at the top: then perhaps one level below, as where a back end and a front end share a repository.
  if (found.length === 0) {
    const below = [
      ...new Set(view.paths.filter((path) => path.includes('/')).map((path) => path.split('/')[0]!)),
    ]
    const folders = below.filter((folder) => findIn(view, folder).length > 0).slice(0, mostFolders)
    for (const folder of folders) found.push(...findIn(view, folder).map((one) => moveDown(one, folder)))
  }
  const unique = (pick: (one: Found) => string[]) => [...new Set(found.flatMap(pick))].slice(0, 50)
  const checks = found.flatMap((one) => one.checks).slice(0, 20)
  return {
    setupCommand: unique((one) => one.setup).join(' && '),
    keyFiles: unique((one) => one.keyFiles),
    outputPaths: unique((one) => one.outputPaths),
    allowHosts: unique((one) => one.allowHosts),
    checks: nameApart(checks).map((check, index) => ({ id: `check-${index + 1}`, ...check })),
    targetBranch,
    reasons: unique((one) => one.reasons),
  }
}

function findIn(view: RepositoryView, folder: string): Found[] {
  const prefix = folder === '' ? '' : `${folder}/`
  const paths = view.paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length))
  const all = new Set(paths)
  const seen: FolderView = { paths, has: (path) => all.has(path), text: (path) => view.text(prefix + path) }
  const found = rules.flatMap((rule) => rule(seen))
  // A Makefile beside a package manager usually only calls it.
  return found.some((one) => one.checks.length > 0) ? found : [...found, ...suggestCompiled(seen)]
}

const moveDown = (found: Found, folder: string): Found => {
  const below = (path: string) => `${folder}/${path}`
  const inside = (command: string) => `(cd ${quote(folder)} && ${command})`
  return {
    ...found,
    setup: found.setup.map(inside),
    keyFiles: found.keyFiles.map(below),
    outputPaths: found.outputPaths.map(below),
    checks: found.checks.map((check) => ({
      name: `${check.name} in ${folder}`.slice(0, 80),
      command: inside(check.command),
      report: check.report && { ...check.report, path: below(check.report.path) },
    })),
    reasons: found.reasons.map((reason) => `In ${folder}: ${reason}`),
  }
}

function nameApart<T extends { name: string }>(checks: T[]): T[] {
  const seen = new Map<string, number>()
  return checks.map((check) => {
    const count = (seen.get(check.name) ?? 0) + 1
    seen.set(check.name, count)
    return count === 1 ? check : { ...check, name: `${check.name} ${count}` }
  })
}
