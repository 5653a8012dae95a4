// What an agent does to its folder, or somebody to the repositories meanwhile, in a whole session; and how that session must end.
import { execFileSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { addFile, patch } from '../../lib/testing/play-replies.ts'
import type { Installation } from '../../lib/testing/start-installation.ts'
import { gitFolderCases } from './git-folder-cases.ts'
import type { Trap } from './set-trap.ts'

type Call = ReturnType<typeof addFile>
type Place = { here: Installation; projectId: string }

export type SessionCase = {
  name: string
  /** Shell, in the box, in the session's folder. */
  script: (trap: Trap) => string
  /** The script asks to run without the box, and a person approves it. */
  outside?: true
  /** What stands in the file `at` of the folder when the review opens: so it is known what was planted, and what was refused. */
  plants?: RegExp
  at?: string
  /** Further calls of the agent, after the script. */
  calls?: (trap: Trap) => Call[]
  /** Paths of the change that people are shown, at least. */
  shows: string[]
  /** What the snapshot says that it could not take, at least. */
  leaves?: string[]
  /** Between asking for the signature and signing. */
  meanwhile?: (place: Place) => Promise<unknown>
  /** The sentence of the stop after signing; then `mends`, and on a retry it merges. */
  stops?: RegExp
  mends?: (place: Place) => Promise<unknown>
  /** What is said of pushing afterwards; without it nothing is pushed. */
  pushing?: RegExp
}

const planted = (name: string) => {
  const found = gitFolderCases.find((one) => one.name === name)
  if (!found) throw new Error(`no case ${name}`)
  return found.script
}
const asSomebody =
  'export HOME=/nonexistent GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x@y GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x@y'

const sourceOf = async ({ here, projectId }: Place) =>
  (await here.db.project.findUniqueOrThrow({ where: { id: projectId } })).sourceLocation
const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['--git-dir', folder, ...args], { encoding: 'utf8' }).trim()

export const sessionCases: readonly SessionCase[] = [
  {
    name: 'session: .git cannot be replaced from inside the box, nor written',
    script: ({ program }) =>
      `rm -rf .git; mv .git away; ln -sfn away .git; echo "gitdir: /nowhere" > .git; ${asSomebody}; git init -q; git config core.fsmonitor ${program}; git config --file .git core.fsmonitor ${program}; cat .git > seen`,
    plants: /^gitdir: (?!\/nowhere)/,
    at: '.git',
    shows: ['seen'],
  },
  {
    name: 'session: .git replaced outside of the box, as a person allowed, by a repository with hooks, a watcher and settings that name programs',
    script: (trap) =>
      `${asSomebody}; ${planted('.git: a repository of its own whose settings name programs')(trap)}`,
    outside: true,
    plants: /fsmonitor = .*trap\.sh/,
    at: '.git/config',
    shows: ['.gitattributes', 'x.js'],
  },
  {
    name: 'session: symlinks out of the folder, hard links to a file outside, reading and writing through them',
    script: ({ secretFile, folder }) =>
      `ln -s ${secretFile} out; ln -s ${folder} dir; cat out dir/secret.txt /proc/1/root${secretFile}; ln ${secretFile} hard; ln -L out hard2; cp -L out copy; echo changed > out; echo more > dir/more.txt; echo a > a`,
    calls: ({ canary }) => [
      addFile('dir/added.txt'),
      patch('*** Update File: out', '@@', `-${canary.slice(0, 7)}`, '+x'),
      patch('*** Delete File: dir/secret.txt'),
    ],
    shows: ['a', 'dir', 'out'],
  },
  {
    name: 'session: named pipes, and names with line breaks and bytes that are no text',
    script: () =>
      `mkfifo pipe; rm README.md; mkfifo README.md; printf x > "$(printf 'a\\nb')"; printf x > "$(printf 'caf\\351')"; printf x > "$(printf 'e\\033[31m')"; printf x > -rf`,
    // As the log has them: bytes that are no text in quotes, escaped.
    shows: ['-rf', 'README.md', 'a\nb', '"caf\\351"', 'e\u001b[31m'],
    leaves: ['README.md: special'],
  },
  {
    name: 'session: attributes that name a filter, and submodules',
    script: ({ program }) =>
      `${asSomebody}; printf '* filter=evil diff=evil merge=evil\\n' > .gitattributes; git config filter.evil.clean ${program}; git config filter.evil.smudge ${program}; git config diff.evil.textconv ${program}; git config merge.evil.driver ${program}; printf '[submodule "sub"]\\npath = sub\\nurl = ext::${program}\\nupdate = !${program}\\n' > .gitmodules; git init -q sub; cd sub; git config core.fsmonitor ${program}; echo s > s; git add s; git commit -qm s; cd ..; git add sub; echo a > a`,
    plants: /fsmonitor = .*trap\.sh/,
    at: 'sub/.git/config',
    shows: ['.gitattributes', '.gitmodules', 'a'],
  },
  {
    name: 'session: the source is removed before signing, and it merges; pushing says that it is gone',
    script: () => 'echo a > a',
    shows: ['a'],
    meanwhile: async (place) => rm(await sourceOf(place), { recursive: true }),
    pushing: /./,
  },
  {
    name: 'session: the target branch is deleted everywhere before signing, and comes back',
    script: () => 'echo a > a',
    shows: ['a'],
    async meanwhile(place) {
      const bare = place.here.parts.folders.repository(place.projectId)
      for (const folder of [`${await sourceOf(place)}/.git`, bare]) {
        git(folder, 'update-ref', 'refs/kept', 'main')
        git(folder, 'update-ref', '-d', 'refs/heads/main')
      }
    },
    stops: /There is no branch "main" here\./,
    async mends(place) {
      const bare = place.here.parts.folders.repository(place.projectId)
      for (const folder of [`${await sourceOf(place)}/.git`, bare])
        git(folder, 'update-ref', 'refs/heads/main', 'refs/kept')
    },
  },
]
