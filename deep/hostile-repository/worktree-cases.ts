// What an agent can leave in its folder besides repositories: rules, links, things that are no files.
import { gitFolderCases } from './git-folder-cases.ts'
import type { WorktreeCase } from './worktree-case.ts'

const attributes: WorktreeCase[] = [
  ...[
    'filter',
    'diff',
    'merge',
    'ident',
    'working-tree-encoding=UTF-16',
    'eol=crlf',
    'text',
    '-diff',
    'export-subst',
  ].map(
    (attribute): WorktreeCase => ({
      name: `attributes: ${attribute} for every file`,
      script: () =>
        `printf '* ${attribute}${['filter', 'diff', 'merge'].includes(attribute) ? '=evil' : ''}\\n' > .gitattributes; printf '$Id$ a\\r\\nb\\n' > f`,
      shows: ['modified 100644 .gitattributes', 'added 100644 f'],
    }),
  ),
  {
    name: 'attributes: large files kept elsewhere, without the file',
    script: () =>
      "printf '*.bin filter=lfs diff=lfs merge=lfs -text\\n' > .gitattributes; printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:%064d\\nsize 12345\\n' 1 > a.bin",
    shows: ['modified 100644 .gitattributes', 'added 100644 a.bin'],
  },
  {
    name: 'attributes: a symlink to a file outside',
    script: (trap) => `rm .gitattributes; ln -s ${trap.secretFile} .gitattributes; echo a > a`,
    shows: ['modified 120000 .gitattributes', 'added 100644 a'],
  },
  {
    name: 'attributes: a named pipe',
    script: () => 'rm .gitattributes; mkfifo .gitattributes; echo a > a',
    refuses: /\.gitattributes is a named pipe\. Remove it/,
  },
  {
    name: 'ignore rules: a named pipe in a folder',
    script: () => 'mkdir d; mkfifo d/.gitignore; echo a > d/a',
    refuses: /d\/\.gitignore is a named pipe\. Remove it/,
  },
  {
    name: 'ignore rules: a symlink to a file outside',
    script: (trap) => `rm .gitignore; ln -s ${trap.secretFile} .gitignore; echo a > a`,
    shows: ['modified 120000 .gitignore', 'added 100644 a'],
  },
  {
    name: 'ignore rules: everything ignored, also what was there',
    script: () => "echo '*' > .gitignore; echo a > a; echo changed > run.sh",
    shows: ['modified 100644 .gitignore', 'modified 100755 run.sh'],
  },
  {
    name: 'ignore rules: a file of five megabytes',
    script: () => 'yes "pattern*/[a-z]" | head -c 5000000 > .gitignore; echo a > a',
    shows: ['modified 100644 .gitignore', 'added 100644 a'],
  },
  {
    name: 'submodules: a list whose update is a command',
    script: (trap) =>
      `printf '[submodule "sub"]\\npath = sub\\nurl = ext::${trap.program}\\nupdate = !${trap.program}\\n' > .gitmodules`,
    shows: ['added 100644 .gitmodules'],
  },
  {
    name: 'submodules: a list that is a symlink to a file outside',
    script: (trap) => `ln -s ${trap.secretFile} .gitmodules; echo a > a`,
    shows: ['added 100644 a'],
    leaves: ['.gitmodules: refused'],
  },
  {
    name: 'submodules: a name with a path in it',
    script: () => `printf '[submodule "../../x"]\\npath = -u\\nurl = --upload-pack=id\\n' > .gitmodules`,
    shows: ['added 100644 .gitmodules'],
  },
]

const links: WorktreeCase[] = [
  {
    name: 'symlink: to a file outside',
    script: (trap) => `ln -s ${trap.secretFile} out`,
    shows: ['added 120000 out'],
  },
  {
    name: 'symlink: to a folder outside',
    script: (trap) => `ln -s ${trap.folder} out`,
    shows: ['added 120000 out'],
  },
  {
    name: 'symlink: a tracked file becomes one to a file outside',
    script: (trap) => `rm run.sh; ln -s ${trap.secretFile} run.sh`,
    shows: ['modified 120000 run.sh'],
  },
  {
    name: 'symlink: a tracked folder becomes one to a folder outside with the same names',
    script: (trap) => `rm -r src; ln -s ${trap.folder} src`,
    shows: ['added 120000 src', 'deleted 100644 src/a.js'],
  },
  {
    name: 'symlink: through several to a file outside, and around in a circle',
    script: (trap) => `ln -s ${trap.folder} one; ln -s one two; ln -s two/secret.txt three; ln -s loop loop`,
    shows: ['added 120000 loop', 'added 120000 one', 'added 120000 three', 'added 120000 two'],
  },
  {
    name: 'symlink: to a device, a process and its own folder',
    script: () => 'ln -s /dev/zero zero; ln -s /proc/self/environ env; ln -s . here',
    shows: ['added 120000 env', 'added 120000 here', 'added 120000 zero'],
  },
  {
    name: 'symlink: its target has a line break and a terminal sequence',
    script: () => `ln -s "$(printf 'a\\nb\\033[31mred')" odd`,
    shows: ['added 120000 odd'],
  },
  {
    name: 'symlink: removed where the base had one, a folder in its place',
    script: () => 'rm link; mkdir link; echo a > link/a',
    shows: ['deleted 120000 link', 'added 100644 link/a'],
  },
  {
    name: 'hard link: two names for one file inside',
    script: () => 'echo a > a; ln a b',
    shows: ['added 100644 a', 'added 100644 b'],
  },
]

const special: WorktreeCase[] = [
  {
    name: 'special: a named pipe, new and in place of a file',
    script: () => 'mkfifo pipe; rm run.sh; mkfifo run.sh',
    shows: ['deleted 100755 run.sh'],
    leaves: ['run.sh: special'],
  },
  {
    name: 'special: a socket in place of a file',
    script: () =>
      `rm run.sh; perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => "run.sh", Listen => 1)'`,
    shows: ['deleted 100755 run.sh'],
    leaves: ['run.sh: special'],
  },
  {
    name: 'special: a file that nobody may read, and a folder that nobody may enter',
    script: () => 'echo a > shut; chmod 000 shut; mkdir closed; echo b > closed/b; chmod 000 closed',
    leaves: ['shut: unreadable', 'closed/: unreadable'],
  },
  {
    name: 'special: a file with a hole of sixty megabytes',
    script: () => 'truncate -s 60M hole; echo a > a',
    shows: ['added 100644 a'],
    leaves: ['hole: too-large'],
  },
  {
    name: 'special: every bit of the mode set',
    script: () => 'echo a > a; chmod 7777 a; chmod 0600 run.sh',
    shows: ['added 100755 a', 'mode 100644 run.sh'],
  },
  {
    name: 'special: one line of ten megabytes',
    script: () => 'head -c 10000000 /dev/zero | tr "\\0" x > long; echo >> long',
    shows: ['added 100644 long'],
  },
  {
    name: 'special: a million short lines',
    script: () => 'yes | head -1000000 > many',
    shows: ['added 100644 many'],
  },
  {
    name: 'special: line endings, a missing last one, and NUL',
    script: () => "printf 'a\\r\\nb' > src/a.js; printf 'x\\0y' > nul; printf 'no end' > end",
    shows: ['added 100644 end', 'added 100644 nul', 'modified 100644 src/a.js'],
  },
  {
    name: 'special: what a killed patch left behind',
    script: () =>
      'mkdir .countersign-apply-0011223344556677; echo a > .countersign-apply-0011223344556677/new-0; echo a > a',
    shows: ['added 100644 a'],
  },
  {
    name: 'special: ten thousand empty files',
    script: () => 'mkdir many; cd many; seq 10000 | xargs touch',
  },
  {
    name: 'special: the whole folder emptied',
    script: () => 'rm -rf src run.sh link vendor .gitignore .gitattributes',
    shows: [
      'deleted 100644 .gitattributes',
      'deleted 100644 .gitignore',
      'deleted 120000 link',
      'deleted 100755 run.sh',
      'deleted 100644 src/a.js',
      'deleted 160000 vendor',
    ],
  },
]

export const worktreeCases: readonly WorktreeCase[] = [...gitFolderCases, ...attributes, ...links, ...special]
