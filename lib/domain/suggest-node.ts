// Setup and checks of a package.json: the package manager by its lock file, the scripts by their names. Pure.
// Tests are reported one by one where the runner can write JUnit by itself.
import { z } from 'zod'
import { type FolderView, type Found, junit, nothing } from './suggestion-parts.ts'

const names = z.record(z.string(), z.string()).catch({})
const Manifest = z.object({
  scripts: names,
  dependencies: names,
  devDependencies: names,
  packageManager: z.string().catch(''),
  workspaces: z.unknown().optional(),
})
type Manifest = z.infer<typeof Manifest>

const registry = 'registry.npmjs.org'

export function suggestNode(folder: FolderView): Found[] {
  const manifest = readManifest(folder.text('package.json'))
  if (!manifest) return []
  const manager = findManager(folder, manifest)
  return [
    {
      ...nothing,
      ...(manager ?? { keyFiles: ['package.json'] }),
      outputPaths: manager ? modulesOf(folder, manifest) : [],
      checks: checksOf(manifest),
      reasons: [
        ...(manager?.reasons ?? ['package.json names no dependencies, so nothing is installed.']),
        ...testReason(manifest),
      ],
    },
  ]
}

function readManifest(text: string | null): Manifest | null {
  if (text === null) return null
  try {
    return Manifest.safeParse(JSON.parse(text.replace(/^\uFEFF/, ''))).data ?? null
  } catch {
    return null
  }
}

type Manager = Pick<Found, 'setup' | 'keyFiles' | 'allowHosts' | 'reasons'>

function findManager(folder: FolderView, manifest: Manifest): Manager | null {
  const from = (lock: string, command: string, ...hosts: string[]): Manager => ({
    setup: [command],
    keyFiles: ['package.json', lock, ...['.npmrc', '.yarnrc.yml', 'pnpm-workspace.yaml'].filter(folder.has)],
    allowHosts: [...new Set([registryOf(folder), ...hosts])],
    reasons: [`${lock} is there, so dependencies are installed exactly as it says.`],
  })
  const npm = '--no-audit --no-fund'
  if (folder.has('package-lock.json')) return from('package-lock.json', `npm ci ${npm}`)
  if (folder.has('npm-shrinkwrap.json')) return from('npm-shrinkwrap.json', `npm ci ${npm}`)
  if (folder.has('pnpm-lock.yaml')) {
    const version = pnpmVersion(manifest, folder.text('pnpm-lock.yaml'))
    return from('pnpm-lock.yaml', `npx --yes pnpm${version} install --frozen-lockfile`)
  }
  if (folder.has('yarn.lock')) {
    const own = folder.paths.find((path) => /^\.yarn\/releases\/yarn-[\w.-]+\.c?js$/.test(path))
    const command = own
      ? `node ${own} install --immutable`
      : `npx --yes yarn@1 install --frozen-lockfile --non-interactive`
    return from('yarn.lock', command, 'registry.yarnpkg.com')
  }
  const bun = ['bun.lock', 'bun.lockb'].find(folder.has)
  if (bun) return from(bun, 'npx --yes bun install --frozen-lockfile')
  if (Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length === 0) return null
  return {
    setup: [`npm install --no-package-lock ${npm}`],
    keyFiles: ['package.json', ...['.npmrc'].filter(folder.has)],
    allowHosts: [registryOf(folder)],
    reasons: [
      'package.json names dependencies but there is no lock file: versions may differ from day to day.',
    ],
  }
}

function registryOf(folder: FolderView): string {
  const named = /^\s*registry\s*=\s*(\S+)/m.exec(folder.text('.npmrc') ?? '')?.[1]
  const host = /^https?:\/\/(?:[^/@\s]+@)?([A-Za-z0-9.-]+(?::\d+)?)(?:\/|$)/.exec(named ?? '')?.[1]
  return host ?? registry
}

function pnpmVersion(manifest: Manifest, lock: string | null): string {
  const named = /^pnpm@(\d+\.\d+\.\d+)/.exec(manifest.packageManager)?.[1]
  if (named) return `@${named}`
  const format = /^lockfileVersion:\s*['"]?(\d+)/m.exec(lock ?? '')?.[1]
  return { '5': '@7', '6': '@8', '9': '@10' }[format ?? ''] ?? ''
}

/** A workspace's packages have folders of their own for what they need. */
function modulesOf(folder: FolderView, manifest: Manifest): string[] {
  const isWorkspace = manifest.workspaces !== undefined || folder.has('pnpm-workspace.yaml')
  const members = folder.paths.filter((path) => /\/package\.json$/.test(path) && path.split('/').length <= 4)
  const below = isWorkspace
    ? members.map((path) => path.replace(/package\.json$/, 'node_modules')).slice(0, 40)
    : []
  return ['node_modules', ...below]
}

function checksOf({ scripts, dependencies, devDependencies }: Manifest): Found['checks'] {
  const has = (name: string) => name in dependencies || name in devDependencies
  const checks: Found['checks'] = []
  if (isRealTest(scripts.test)) checks.push({ name: 'Tests', ...testCheck(scripts, has) })
  const others = [
    ['Lint', ['lint']],
    ['Types', ['typecheck', 'type-check', 'check-types', 'check:types', 'tsc']],
    ['Build', ['build']],
  ] as const
  for (const [name, wanted] of others) {
    const script = wanted.find((one) => scripts[one] !== undefined)
    if (script) checks.push({ name, command: `npm run ${script}`, report: null })
  }
  return checks
}

/** npm writes a test script that only fails into every new package. */
const isRealTest = (script: string | undefined): script is string =>
  script !== undefined && script.trim() !== '' && !script.includes('no test specified')

function testCheck(
  scripts: Record<string, string>,
  has: (name: string) => boolean,
): Omit<Found['checks'][number], 'name'> {
  const script = scripts.test!.trim()
  // npm adds arguments at the end, where the last command of the script takes them.
  const last = script.split(/&&|;/).at(-1)!.trim()
  const runner = /^(?:npx |cross-env (?:\w+=\S+ )*)?(vitest|jest|mocha)(?= |$)/.exec(last)?.[1]
  const piped = /[|>]/.test(last)
  if (runner === 'vitest' && !piped) {
    return {
      command: 'npm test -- --run --reporter=default --reporter=junit --outputFile.junit=report.xml',
      report: junit(),
    }
  }
  if (runner === 'jest' && !piped && has('jest-junit')) {
    return {
      command: 'JEST_JUNIT_OUTPUT_FILE=report.xml npm test -- --reporters=default --reporters=jest-junit',
      report: junit(),
    }
  }
  if (runner === 'mocha' && !piped) {
    return { command: 'npm test -- --reporter xunit --reporter-option output=report.xml', report: junit() }
  }
  const own = withNodeReporters(script)
  if (own && scripts.pretest === undefined) return { command: own, report: junit() }
  return { command: 'npm test', report: null }
}

/** `node --test` takes reporters only before the names of files, so the script itself is written out; null where it does more. */
function withNodeReporters(script: string): string | null {
  if (!/^node\s[^&|;<>]*$/.test(script) || !/\s--test(?=\s|$)/.test(script)) return null
  if (script.includes('--test-reporter')) return null
  const reporters =
    '--test-reporter=spec --test-reporter-destination=stdout ' +
    '--test-reporter=junit --test-reporter-destination=report.xml'
  return script.replace(/\s--test(?=\s|$)/, ` --test ${reporters}`)
}

function testReason(manifest: Manifest): string[] {
  if (!isRealTest(manifest.scripts.test)) return ['package.json has no test script.']
  const { report } = testCheck(
    manifest.scripts,
    (name) => name in { ...manifest.dependencies, ...manifest.devDependencies },
  )
  const what = `The test script of package.json is “${manifest.scripts.test.slice(0, 120)}”`
  return [report ? `${what}; it can report each test.` : `${what}; it reports only whether all of it passed.`]
}
