// What an agent can make of `.git` in its folder, and of repositories inside it.
import type { Trap } from './set-trap.ts'
import type { WorktreeCase } from './worktree-case.ts'

/** Every setting of git that names a program, in the current folder's own configuration. */
const plantSettings = ({ program }: Trap) =>
  [
    'core.fsmonitor',
    'core.sshCommand',
    'core.pager',
    'core.editor',
    'core.askPass',
    'core.gitProxy',
    'core.alternateRefsCommand',
    'credential.helper',
    'gpg.program',
    'diff.external',
    'diff.evil.command',
    'diff.evil.textconv',
    'merge.evil.driver',
    'filter.evil.clean',
    'filter.evil.smudge',
    'filter.evil.process',
    'filter.lfs.process',
    'uploadpack.packObjectsHook',
    'submodule.sub.update',
    'pager.diff',
    'alias.status',
    'sequence.editor',
    'remote.origin.uploadpack',
  ]
    .map(
      (key) =>
        `git config ${key} '${key.startsWith('alias') || key.endsWith('update') ? '!' : ''}${program}'`,
    )
    .join('; ')

const hooks = ({ program }: Trap) =>
  `mkdir -p hooks; for h in pre-commit post-commit post-checkout post-index-change reference-transaction update post-merge fsmonitor-watchman; do ln -s ${program} hooks/$h; done`

const ownRepository = (trap: Trap) =>
  `rm -rf .git; git init -q; echo x > x.js; echo 'x.js filter=evil diff=evil merge=evil' > .gitattributes; git add x.js; git commit -qm x; echo y > x.js; ${plantSettings(trap)}; cd .git; ${hooks(trap)}; cd ..; rm -f .git/index`

const nested = (trap: Trap) => `mkdir nested; cd nested; ${ownRepository(trap)}; cd ..`

export const gitFolderCases: readonly WorktreeCase[] = [
  {
    name: '.git: removed',
    script: () => 'rm -f .git; echo a > a',
    shows: ['added 100644 a'],
  },
  {
    name: '.git: a repository of its own whose settings name programs',
    script: (trap) => ownRepository(trap),
    shows: ['modified 100644 .gitattributes', 'added 100644 x.js'],
  },
  {
    name: '.git: a file that leads to a repository elsewhere',
    script: (trap) =>
      `mkdir ${trap.folder}/../elsewhere 2>/dev/null || true; echo "gitdir: ${trap.folder}" > .git 2>/dev/null || { rm -f .git; echo "gitdir: ${trap.folder}" > .git; }; echo a > a`,
    shows: ['added 100644 a'],
  },
  {
    name: '.git: a file of a hundred thousand lines',
    script: () => 'rm -f .git; yes "gitdir: /nowhere" | head -100000 > .git; echo a > a',
    shows: ['added 100644 a'],
  },
  {
    name: '.git: a symlink to a folder outside',
    script: (trap) => `rm -f .git; ln -s ${trap.folder} .git; echo a > a`,
    shows: ['added 100644 a'],
  },
  {
    name: '.git: a symlink to itself',
    script: () => 'rm -f .git; ln -s .git .git; echo a > a',
    shows: ['added 100644 a'],
  },
  {
    name: '.git: a folder without anything in it',
    script: () => 'rm -f .git; mkdir .git; echo a > a',
    shows: ['added 100644 a'],
  },
  {
    name: '.git: a named pipe',
    script: () => 'rm -f .git; mkfifo .git; echo a > a',
    shows: ['added 100644 a'],
  },
  {
    name: '.git: a repository with alternates that lead outside',
    script: (trap) =>
      `rm -f .git; git init -q; echo ${trap.folder} > .git/objects/info/alternates; echo a > a`,
    shows: ['added 100644 a'],
  },
  {
    name: '.git: settings included from a file outside',
    script: (trap) =>
      `rm -f .git; git init -q; git config include.path ${trap.secretFile}; git config includeIf.gitdir:/.path ${trap.secretFile} || true; echo a > a`,
    shows: ['added 100644 a'],
  },
  {
    name: '.git: another work tree named in its settings',
    script: (trap) => `rm -f .git; git init -q; git config core.worktree ${trap.folder}; echo a > a`,
    shows: ['added 100644 a'],
  },
  {
    name: '.git: addresses rewritten to a program',
    script: (trap) =>
      `rm -f .git; git init -q; git config "url.ext::${trap.program} .insteadOf" https://; echo a > a`,
    shows: ['added 100644 a'],
  },
  {
    name: 'nested repository: settings that name programs',
    script: (trap) => nested(trap),
    shows: ['added 100644 nested/.gitattributes', 'added 100644 nested/x.js'],
  },
  {
    name: 'nested repository: in the folder of a submodule',
    script: (trap) => `cd vendor; ${ownRepository(trap)}`,
    leaves: ['vendor/: submodule'],
  },
  {
    name: 'nested repository: its .git is a symlink to a folder outside',
    script: (trap) => `mkdir nested; ln -s ${trap.folder} nested/.git; echo a > nested/a`,
    shows: ['added 100644 nested/a'],
  },
  {
    name: 'nested repository: a bare one, spread out in the folder',
    script: (trap) =>
      `mkdir b; cd b; git init -q --bare; ${plantSettings(trap)}; rm -rf hooks; rm -f description info/exclude`,
    shows: ['added 100644 b/HEAD', 'added 100644 b/config'],
  },
  {
    name: 'nested repository: one whose name is no text',
    script: () => 'f=$(printf "x\\377"); mkdir "$f"; cd "$f"; git init -q; echo 1 > f',
    shows: [],
    leaves: ['"x\\377/": nested'],
  },
  {
    name: 'nested repository: twenty deep',
    script: () => 'for i in $(seq 20); do mkdir n; cd n; git init -q; echo $i > f; done',
    shows: Array.from({ length: 20 }, (_, at) => `added 100644 ${'n/'.repeat(at + 1)}f`),
  },
]
