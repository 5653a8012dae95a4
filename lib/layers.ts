// Which folder may import which: the shape of the program as a table. lib/layers.test.ts holds every file to it.
// A new folder needs a line here, and that line is where its place gets discussed. Test files are free.
// The longest matching path counts; `types:` before an entry allows `import type` only, which leaves nothing at run time.

const pure = ['lib/protocol', 'lib/domain', 'lib/review']
/** The part of `realtime` that runs in browsers: nothing of the server may reach it. */
const inBrowser = ['session-client', 'browser-connection', 'connection', 'item-store', 'make-id'].map(
  (name) => `lib/realtime/${name}.ts`,
)
/** What every part that runs on the server may know about the process it runs in. */
const ground = ['lib/env.ts', 'lib/db.ts', 'lib/logger.ts', 'lib/bare-repository.ts', 'prisma/generated']

export const mayImport: Record<string, string[]> = {
  'lib/protocol': [],
  'lib/review': ['lib/protocol'],
  'lib/domain': ['lib/protocol', 'lib/review'],

  // The three that touch the world: they know neither each other nor where they are.
  'lib/models': pure,
  'lib/sandbox': [...pure, 'lib/machine.ts'],
  'lib/git': [...pure, 'lib/machine.ts'],
  'lib/engines': [...pure, 'lib/models', 'lib/sandbox'],

  'lib/env.ts': [],
  'lib/machine.ts': [],
  'lib/logger.ts': [],
  'lib/db.ts': ['lib/env.ts', 'lib/logger.ts', 'prisma/generated'],
  'lib/bare-repository.ts': ['lib/env.ts'],
  'lib/die-with-parent.ts': [],
  'lib/layers.ts': [],
  'lib/find-violations.ts': ['lib/layers.ts'],

  'lib/auth': [...pure, ...ground, 'lib/event-log/listen.ts', 'lib/queries/limit-to-visible.ts'],
  'lib/event-log': [
    ...pure,
    ...ground,
    'lib/auth/decision-mac.ts',
    'lib/auth/event-mac.ts',
    'lib/auth/identity.ts',
  ],
  // Read-only, objects of git included.
  'lib/queries': [...pure, ...ground, 'lib/event-log', 'lib/git', 'types:lib/auth'],
  'lib/settings': [...pure, ...ground, 'lib/auth'],
  'lib/projects': [...pure, ...ground, 'lib/auth', 'lib/event-log', 'lib/git', 'lib/sample'],
  'lib/sample': ['lib/protocol', 'lib/machine.ts'],

  // The two processes' own halves never meet.
  'lib/runner': [
    ...pure,
    ...ground,
    'lib/event-log',
    'lib/engines',
    'lib/models',
    'lib/sandbox',
    'lib/git',
    'lib/auth',
    'lib/settings',
    'lib/projects',
    'lib/sample',
  ],
  'lib/realtime': [...pure, ...ground, 'lib/event-log', 'lib/auth', 'lib/queries'],
  ...Object.fromEntries(inBrowser.map((file) => [file, [...pure, ...inBrowser]])),

  // `ui` knows no product words, so it knows nobody.
  'components/ui': [],
  components: [
    ...pure,
    'components/ui',
    ...inBrowser,
    'types:lib/queries',
    'types:lib/sandbox/sandbox.ts',
    'types:lib/settings',
  ],
  app: [
    ...pure,
    ...ground,
    'components',
    'lib/auth',
    'lib/event-log',
    'lib/projects',
    'lib/queries',
    'lib/settings',
    ...inBrowser,
    'lib/sample',
  ],

  'server.ts': [
    ...pure,
    ...ground,
    'lib/realtime',
    'lib/auth',
    'lib/event-log',
    'lib/queries',
    'lib/settings',
    'lib/die-with-parent.ts',
  ],
  'runner.ts': [
    ...pure,
    ...ground,
    'lib/runner',
    'lib/engines',
    'lib/models',
    'lib/sandbox',
    'lib/git',
    'lib/auth',
    'lib/event-log',
    'lib/settings',
    'lib/projects',
    'lib/sample',
    'lib/die-with-parent.ts',
  ],

  // Plain Node without dependencies; only the step that runs on the newer Node knows these.
  bin: ['lib/auth/setup-token.ts'],
  'lib/testing': ['lib', 'bin', 'prisma/generated'],
  e2e: ['lib', 'bin', 'prisma/generated', 'deep/choose-cases.ts'],
  bench: ['lib', 'bin', 'prisma/generated', 'components'],
  deep: ['lib', 'bin', 'prisma/generated', 'e2e', 'bench', 'app', 'components'],
}

/** Folders whose code depends on its arguments alone. */
export const pureFolders = pure

/** The packages that pure folders may use: they compute, and know no clock, disk or network. */
export const purePackages = ['zod', 'canonicalize', 'diff']

/** Words that say nothing about what a file is for. ("base" is not one here: a session's base is a thing of the product.) */
export const emptyWords = [
  'service',
  'manager',
  'handler',
  'helper',
  'helpers',
  'util',
  'utils',
  'common',
  'core',
  'misc',
  'data',
  'info',
  'index',
]

export const longestFile = 300
