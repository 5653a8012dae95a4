// Calls of tools by an agent that wants out of the tree, into git, or the host to choke. Each is answered in words.
import { act, type callItem, run } from '../../lib/testing/play-replies.ts'
import { type Behaviour, responsesReply } from '../../lib/testing/provider.ts'

export type ToolCase = {
  name: string
  replies: readonly Behaviour[]
  /** What the last call is answered. */
  says: RegExp
  never?: RegExp
}

const patchOf = (...lines: string[]) => ({
  name: 'apply_patch',
  arguments: { input: ['*** Begin Patch', ...lines, '*** End Patch'].join('\n') },
})
const raw = (input: string) => ({ name: 'apply_patch', arguments: { input } })
const read = (path: string) => ({ name: 'read_file', arguments: { path } })
const search = (more: object) => ({ name: 'search', arguments: { pattern: 'root', ...more } })
const item = (name: string, args: string, id?: string) => ({
  type: 'function_call',
  ...(id === undefined ? {} : { call_id: id }),
  name,
  arguments: args,
})
type Call = Parameters<typeof callItem>[0]
const one = (name: string, call: Call, says: RegExp, never?: RegExp): ToolCase => ({
  name,
  replies: [act('I try.', call)],
  says,
  ...(never ? { never } : {}),
})
const after = (name: string, cmd: string, call: Call, says: RegExp, never?: RegExp): ToolCase => ({
  name,
  replies: [act('I prepare.', run(cmd)), act('I try.', call)],
  says,
  ...(never ? { never } : {}),
})

const outside =
  /is not a path inside the project|leaves the worktree|not a plain relative path|not a relative path|outside the project|does not exist/
const ofGit = /is not a path inside the project|belongs to git|into git/
const secret = /root:|daemon/

const escapes: ToolCase[] = [
  one('patch: an absolute path', patchOf('*** Add File: /tmp/mine', '+x'), outside),
  one('patch: two dots', patchOf('*** Add File: ../mine', '+x'), outside),
  one('patch: two dots in the middle', patchOf('*** Add File: src/../../mine', '+x'), outside),
  one('patch: moved out', patchOf('*** Update File: README.md', '*** Move to: ../README.md'), outside),
  one('patch: into .git', patchOf('*** Add File: .git/hooks/post-checkout', '+x'), ofGit),
  one('patch: into .GIT', patchOf('*** Add File: .GIT/config', '+x'), ofGit),
  one('patch: .git itself', patchOf('*** Delete File: .git'), ofGit),
  one('patch: moved into .git', patchOf('*** Update File: README.md', '*** Move to: .git/README'), ofGit),
  one('patch: into a .git deeper down', patchOf('*** Add File: src/.git/config', '+x'), ofGit),
  after(
    'patch: through a link to a folder outside',
    'ln -s /tmp out',
    patchOf('*** Add File: out/mine', '+x'),
    outside,
  ),
  after(
    'patch: onto a link to a file outside',
    'ln -s /etc/passwd out',
    patchOf('*** Add File: out', '+x'),
    outside,
  ),
  after(
    'patch: through a link into git',
    'ln -s .git way',
    patchOf('*** Add File: way/config', '+x'),
    /link|git|folder/,
  ),
  after('patch: onto a pipe', 'mkfifo pipe', patchOf('*** Add File: pipe', '+x'), /not a regular file/),
  after(
    'patch: onto a folder',
    'mkdir -p folder',
    patchOf('*** Add File: folder', '+x'),
    /not a regular file/,
  ),
  after(
    'patch: through a ring of links',
    'ln -s b a; ln -s a b',
    patchOf('*** Add File: a/x', '+x'),
    /link to nowhere|loop|link/,
  ),
  one('read: an absolute path', read('/etc/passwd'), outside, secret),
  one('read: two dots', read('../../../../etc/passwd'), outside, secret),
  one('read: .git', read('.git'), ofGit),
  after('read: a link to the accounts', 'ln -s /etc/passwd out', read('out'), outside, secret),
  after('read: a link to endless zeros', 'ln -s /dev/zero out', read('out'), outside),
  after(
    'read: a link to a process’s environment',
    'ln -s /proc/self/environ out',
    read('out'),
    /link|exist|regular/,
    /PATH=/,
  ),
  after('read: a pipe that nobody writes', 'mkfifo pipe', read('pipe'), /not a regular file/),
  after('read: a file too large', 'head -c 9M /dev/zero > big', read('big'), /larger than/),
  one('read: a name with NUL', read('a\u0000b'), /Exit code|not|exist/),
  one('search: an absolute path', search({ path: '/etc' }), outside, secret),
  one('search: two dots', search({ path: '../../../../etc' }), outside, secret),
  after('search: a link to a folder outside', 'ln -s /etc out', search({ path: 'out' }), outside, secret),
  one('search: a place that looks like an option', search({ path: '--pre=sh' }), /does not exist/),
  one(
    'search: a pattern that looks like an option',
    { name: 'search', arguments: { pattern: '--pre=sh' } },
    /No matches/,
  ),
  one(
    'search: a pattern that is no pattern',
    { name: 'search', arguments: { pattern: '(((' } },
    /regex|unclosed/i,
  ),
  one(
    'search: a pattern too large to compile',
    { name: 'search', arguments: { pattern: '(a{1000}){1000}{1000}' } },
    /size|exceed|regex|limit/i,
  ),
]

const malformed: ToolCase[] = [
  one('malformed patch: nothing', raw(' '), /A patch starts with a line/),
  one('malformed patch: words', raw('please change it'), /A patch starts with a line/),
  one('malformed patch: no end', raw('*** Begin Patch\n*** Add File: a\n+x'), /A patch ends with a line/),
  one('malformed patch: empty', raw('*** Begin Patch\n*** End Patch'), /changes no file/),
  one('malformed patch: an unknown header', patchOf('*** Rename File: a'), /Expected/),
  one('malformed patch: an added line without a sign', patchOf('*** Add File: a', 'x'), /starts with "\+"/),
  one('malformed patch: an update without changes', patchOf('*** Update File: README.md'), /has no changes/),
  one(
    'malformed patch: an update of nothing',
    patchOf('*** Update File: nothing', '@@', '-a', '+b'),
    /does not exist/,
  ),
  one(
    'malformed patch: lines that are not there',
    patchOf('*** Update File: README.md', '@@', '-never was', '+b'),
    /were not found/,
  ),
  one('malformed patch: deleting nothing', patchOf('*** Delete File: nothing'), /does not exist/),
  one(
    'malformed patch: an ordinary diff',
    raw('--- a/README.md\n+++ b/README.md\n@@ -1 +1 @@\n-a\n+b'),
    /A patch starts with/,
  ),
  one(
    'malformed patch: a path of 10,000 characters',
    patchOf(`*** Add File: ${'a'.repeat(10_000)}`, '+x'),
    /ENAMETOOLONG|too long/,
  ),
  one(
    'malformed patch: a path 3,000 folders deep',
    patchOf(`*** Add File: ${'a/'.repeat(3000)}b`, '+x'),
    /ENAMETOOLONG|too long/,
  ),
  one(
    'malformed patch: 2,000 files in one',
    patchOf(...Array.from({ length: 2000 }, (_, n) => [`*** Add File: many/f${n}`, '+x']).flat()),
    /Success/,
  ),
  one(
    'malformed patch: a line of 2 MB',
    patchOf('*** Add File: long.txt', `+${'x'.repeat(2_000_000)}`),
    /Success/,
  ),
]

const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
const steps = (count: number, own: object = {}) =>
  Array.from({ length: count }, (_, n) => ({
    id: `s${n}`,
    title: 'A step',
    detail: '',
    paths: [],
    commands: [],
    ...own,
  }))
const plan = (list: object[]) => ({ name: 'propose_plan', arguments: { summary: 'Much.', steps: list } })
const items = (name: string, says: RegExp, ...list: object[]): ToolCase => ({
  name,
  replies: [responsesReply(...list)],
  says,
})

const calls: ToolCase[] = [
  items('call: a tool that is none', /There is no tool/, item('format_disk', '{}', 'c1')),
  items('call: a name of 100 KB', /There is no tool/, item('x'.repeat(100_000), '{}', 'c1')),
  items(
    'call: a name with terminal sequences and overrides',
    /There is no tool/,
    item('\u001b[2J\u202Erm', '{}', 'c1'),
  ),
  items('call: without an id', /Output:\nfine/, item('exec_command', '{"cmd":"echo fine"}')),
  items(
    'call: two with one id',
    /Output:\nsecond/,
    item('exec_command', '{"cmd":"echo first"}', 'c'),
    item('exec_command', '{"cmd":"echo second"}', 'c'),
  ),
  items(
    'call: an id of 100 KB',
    /Output:\nfine/,
    item('exec_command', '{"cmd":"echo fine"}', 'i'.repeat(100_000)),
  ),
  items(
    'call: 1,000 in one reply',
    /./,
    ...Array.from({ length: 1000 }, (_, n) => item('nothing', '{}', `c${n}`)),
  ),
  items('call: arguments that are no JSON', /not valid JSON/, item('exec_command', '{"cmd":', 'c1')),
  items(
    'call: arguments 100,000 levels deep',
    /do not fit|not valid JSON/,
    item('exec_command', `{"cmd":${deep}}`, 'c1'),
  ),
  items(
    'call: arguments as a prototype',
    /do not fit|not valid/,
    item('exec_command', '{"__proto__":{"cmd":"id"},"constructor":1}', 'c1'),
  ),
  items('call: a command with NUL', /Exit code/, item('exec_command', '{"cmd":"echo a\\u0000b"}', 'c1')),
  items(
    'call: a command of 3 MB',
    /longer than 20000 characters/,
    item('exec_command', JSON.stringify({ cmd: `echo ${'x'.repeat(3_000_000)}` }), 'c1'),
  ),
  items(
    'call: a folder outside',
    /outside the project/,
    item('exec_command', '{"cmd":"ls","workdir":"/etc"}', 'c1'),
  ),
  items(
    'call: a folder that is none',
    /Exit code: 126|No such|can't cd/,
    item('exec_command', '{"cmd":"ls","workdir":"nowhere"}', 'c1'),
  ),
  items(
    'call: a time limit beyond all time',
    /do not fit|Output:\nfine/,
    item('exec_command', '{"cmd":"echo fine","timeout_ms":1e300}', 'c1'),
  ),
  one('call: a plan where none is asked for', plan(steps(1)), /There is no tool "propose_plan"/),
]

export const planCases: readonly ToolCase[] = [
  one('plan: 10,000 steps', plan(steps(10_000)), /at most 100 steps/),
  one(
    'plan: 10,000 steps that fit nothing',
    plan(Array.from({ length: 10_000 }, () => ({ wrong: 1 }))),
    /do not fit/,
  ),
  one(
    'plan: a step of 1 MB',
    plan(steps(1, { detail: 'x'.repeat(1_000_000) })),
    /at most \d+ bytes|too long/,
  ),
  one('plan: two steps with one id', plan([...steps(1), ...steps(1)]), /Two steps have the id/),
  one(
    'plan: a step that names 10,000 files',
    plan(steps(1, { paths: Array.from({ length: 10_000 }, () => 'a') })),
    /at most|too much/,
  ),
  one(
    'plan: a change before the plan is approved',
    patchOf('*** Add File: early', '+x'),
    /There is no tool "apply_patch"/,
  ),
]

export const toolCases: readonly ToolCase[] = [...escapes, ...malformed, ...calls]
