// Holds source files to the table in lib/layers.ts and to the rules of the house that a machine can check.
// Works on names and texts that are handed in, so that its own test can add a forbidden import without writing a file.
import { posix } from 'node:path'
import { emptyWords, longestFile, mayImport, pureFolders, purePackages } from './layers.ts'

/** `path` is relative to the checkout, with slashes. */
export type SourceFile = { path: string; text: string }

const isTest = (path: string) =>
  /\.test\.tsx?$|^lib\/testing\/|(make|serve)-test-[a-z-]+\.ts$|-fixture\.ts$|\/fixtures\//.test(path)
const isIn = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`)

/** The source without its comments, line by line as before. Strings stay, since imports are strings. */
export function withoutComments(text: string): string {
  const parts = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\/[^\n]*|\/\*[\s\S]*?\*\//g
  return text.replace(parts, (all, kept: string | undefined) => kept ?? all.replace(/[^\n]/g, ''))
}

type Import = { from: string; typesOnly: boolean }

function importsOf(code: string): Import[] {
  const found: Import[] = []
  for (const [, words = '', from = ''] of code.matchAll(
    /^\s*(?:import|export)\b([^'"`;]*?)\bfrom\s*['"]([^'"]+)['"]/gm,
  )) {
    found.push({ from, typesOnly: /^\s*type\b/.test(words) })
  }
  for (const [, from = ''] of code.matchAll(/\bimport\s*\(?\s*['"]([^'"]+)['"]/g))
    found.push({ from, typesOnly: false })
  return found
}

function entryFor(path: string): string | undefined {
  const keys = Object.keys(mayImport).filter((key) => isIn(path, key))
  return keys.sort((a, b) => b.length - a.length)[0]
}

function importViolations(file: SourceFile, code: string): string[] {
  const entry = entryFor(file.path)
  if (entry === undefined) return [`${file.path} is in no line of the table in lib/layers.ts`]
  const allowed = mayImport[entry] ?? []
  return importsOf(code).flatMap(({ from, typesOnly }) => {
    if (!from.startsWith('.')) return []
    const target = posix.join(posix.dirname(file.path), from)
    if (target.endsWith('.css')) return []
    // A line of its own is a border, also against the folder that contains it.
    const inside = entryFor(target) === entry
    const fits = allowed.some((allow) =>
      allow.startsWith('types:')
        ? typesOnly && isIn(target, allow.slice('types:'.length))
        : allow !== entry && isIn(target, allow),
    )
    return inside || fits ? [] : [`${file.path} must not import ${target}`]
  })
}

function purityViolations({ path }: SourceFile, code: string): string[] {
  if (!pureFolders.some((folder) => isIn(path, folder))) return []
  const impure: [RegExp, string][] = [
    [/\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b/, 'the clock'],
    [/\bMath\.random\b|\brandomUUID\b|\bgetRandomValues\b/, 'randomness'],
    [/\bprocess\.|\bsetTimeout\b|\bsetInterval\b|\bfetch\(/, 'the world outside'],
  ]
  const used = impure
    .filter(([pattern]) => pattern.test(code))
    .map(([, name]) => `${path} is pure and must not use ${name}`)
  const packages = importsOf(code)
    .filter(({ from }) => !from.startsWith('.') && !purePackages.includes(from.split('/')[0] ?? ''))
    .map(({ from }) => `${path} is pure and must not import ${from}`)
  return [...used, ...packages]
}

const sessionTables = [
  'session',
  'event',
  'blob',
  'run',
  'approval',
  'planStep',
  'hunkDecision',
  'turn',
  'delta',
]
const writes = [
  'create',
  'createMany',
  'createManyAndReturn',
  'update',
  'updateMany',
  'upsert',
  'delete',
  'deleteMany',
]
const prismaWrite = new RegExp(`\\.(${sessionTables.join('|')})\\.(${writes.join('|')})\\(`)
const sqlTables = sessionTables.map((name) => name[0]?.toUpperCase() + name.slice(1)).join('|')
const sqlWrite = new RegExp(`\\b(INSERT INTO|UPDATE|DELETE FROM)\\s+"(${sqlTables})"`, 'i')

function writingViolations({ path }: SourceFile, code: string): string[] {
  // The figures and the exhaustive suites put rows there by hand, the suites to see that it does not help.
  if (['lib/event-log', 'bench', 'deep'].some((folder) => isIn(path, folder))) return []
  return prismaWrite.test(code) || sqlWrite.test(code)
    ? [`${path} writes a session's rows; only lib/event-log may`]
    : []
}

function environmentViolations({ path }: SourceFile, code: string): string[] {
  // Next chooses its build by NODE_ENV when it is imported, so the composition root may have to set it.
  const free =
    ['lib/env.ts', 'lib/machine.ts', 'server.ts'].includes(path) ||
    ['bin', 'e2e', 'bench', 'deep'].some((folder) => isIn(path, folder))
  return !free && /\bprocess\.env\b/.test(code)
    ? [`${path} must not touch the environment; lib/env.ts does (lib/machine.ts for programs)`]
    : []
}

function nameViolations({ path }: SourceFile): string[] {
  const found: string[] = []
  const parts = path.split('/')
  for (const part of parts) {
    const word = part.split(/[-.]/).find((piece) => emptyWords.includes(piece))
    if (word !== undefined) found.push(`${path} has the empty word "${word}" in its name`)
  }
  const last = parts.at(-1) ?? ''
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/.test(last)) found.push(`${path} is not in kebab-case`)
  if (isIn(path, 'lib') && parts.length > 4) found.push(`${path} is more than two folders deep under lib`)
  return found
}

function sizeViolations({ path, text }: SourceFile): string[] {
  const lines = text.replace(/\n$/, '').split('\n').length
  return lines > longestFile ? [`${path} has ${lines} lines, more than ${longestFile}`] : []
}

function openingViolations({ path, text }: SourceFile): string[] {
  if (isIn(path, 'app')) return [] // a route says by its place what it is for
  const opening = text.replace(/^#!.*\n/, '').replace(/^(['"])use (client|server)\1;?\s*/, '')
  return /^\s*(\/\/|\/\*)/.test(opening)
    ? []
    : [`${path} does not open with a comment that says what it is for`]
}

/** Every broken rule as one sentence, in the order of the files. An empty list is the only good answer. */
export function findViolations(files: SourceFile[]): string[] {
  return files.flatMap((file) => {
    const everywhere = [...nameViolations(file), ...sizeViolations(file)]
    if (isTest(file.path)) return everywhere
    const code = withoutComments(file.text)
    const rules = [importViolations, purityViolations, writingViolations, environmentViolations]
    return [...everywhere, ...openingViolations(file), ...rules.flatMap((rule) => rule(file, code))]
  })
}
