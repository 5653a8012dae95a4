// What was asked, edited in the log wherever it stands: the request, its digest, the digest of the decisions, the proposal, the state and
// the rows of lists all agree afterwards. Only the keyed hashes cannot.
import { agree, editEvent, editSubject } from './edit-rows.ts'
import type { StageName } from './open-stages.ts'
import type { Tampering } from './tampering.ts'

type Json = Record<string, unknown>
type Edit = [what: string, change: (subject: Json) => void]
const wrote = /not as Countersign wrote it/

const everywhere: Edit[] = [
  [
    'project',
    (s) => {
      s.projectId = 'another'
    },
  ],
  [
    'session',
    (s) => {
      s.sessionId = 'another'
    },
  ],
  [
    'subject',
    (s) => {
      s.subjectId = 'another'
    },
  ],
]
const steps = (s: Json) => s.steps as Json[]
const plan: Edit[] = [
  [
    'revision',
    (s) => {
      s.revision = 2
    },
  ],
  [
    'base',
    (s) => {
      s.base = '1'.repeat(40)
    },
  ],
  [
    'summary',
    (s) => {
      s.summary = 'Another plan.'
    },
  ],
  [
    'title of a step',
    (s) => {
      steps(s)[0]!.title = 'Another'
    },
  ],
  [
    'detail of a step',
    (s) => {
      steps(s)[0]!.detail = 'Another'
    },
  ],
  [
    'paths of a step',
    (s) => {
      steps(s)[0]!.paths = ['/etc/passwd']
    },
  ],
  [
    'commands of a step',
    (s) => {
      steps(s)[0]!.commands = ['id']
    },
  ],
  [
    'id of a step',
    (s) => {
      steps(s)[0]!.id = 's9'
    },
  ],
  [
    'one step more',
    (s) => void steps(s).push({ id: 's3', title: 'More', detail: '', paths: [], commands: [] }),
  ],
  ['one step fewer', (s) => void steps(s).pop()],
  ['order of the steps', (s) => void steps(s).reverse()],
]
const argv = (s: Json) => s.argv as string[]
const command: Edit[] = [
  [
    'argv: its last word',
    (s) => {
      argv(s)[2] += '; id'
    },
  ],
  ['argv: one argument added', (s) => void argv(s).push('more')],
  ['argv: one argument removed', (s) => void argv(s).pop()],
  [
    'argv: the shell',
    (s) => {
      argv(s)[0] = '/bin/sh'
    },
  ],
  [
    "argv: the shell's switch",
    (s) => {
      argv(s)[1] = '-lc'
    },
  ],
  [
    'cwd',
    (s) => {
      s.cwd = '/'
    },
  ],
  [
    'environment: another value',
    (s) => {
      ;(s.env as Json[])[0]!.valueHmac = '1'.repeat(64)
    },
  ],
  [
    'environment: another name',
    (s) => {
      ;(s.env as Json[])[0]!.name = 'LD_PRELOAD'
    },
  ],
  ['environment: a name more', (s) => void (s.env as Json[]).push({ name: 'A', valueHmac: '1' })],
  ['environment: a name fewer', (s) => void (s.env as Json[]).pop()],
  [
    'head tree',
    (s) => {
      s.headTree = '1'.repeat(40)
    },
  ],
  [
    'grant: isolation',
    (s) => {
      ;(s.grants as Json).isolation = 'sandbox'
    },
  ],
  [
    'grant: a host',
    (s) => {
      ;(s.grants as Json).allowHosts = ['example.org']
    },
  ],
  [
    'version of the rules',
    (s) => {
      s.ruleVersion = 2
    },
  ],
  [
    'justification',
    (s) => {
      s.justification = 'Because.'
    },
  ],
  [
    'time limit',
    (s) => {
      s.timeoutMs = 86_400_000
    },
  ],
  [
    'time limit taken out, as in the older form',
    (s) => {
      s.v = 1
      delete s.timeoutMs
    },
  ],
]
const setup: Edit[] = [
  [
    'command',
    (s) => {
      s.command = 'id'
    },
  ],
  [
    'blob of a key file',
    (s) => {
      ;(s.keyFiles as Json[])[0]!.blob = '1'.repeat(40)
    },
  ],
  [
    'path of a key file',
    (s) => {
      ;(s.keyFiles as Json[])[0]!.path = 'README.md'
    },
  ],
  ['a key file fewer', (s) => void (s.keyFiles as Json[]).pop()],
  [
    'a host',
    (s) => {
      s.allowHosts = ['example.org']
    },
  ],
]
const signature: Edit[] = [
  [
    'target ref',
    (s) => {
      s.targetRef = 'refs/heads/another'
    },
  ],
  [
    'session base',
    (s) => {
      s.sessionBase = '1'.repeat(40)
    },
  ],
  [
    'target head',
    (s) => {
      s.targetHead = '1'.repeat(40)
    },
  ],
  [
    'merged tree',
    (s) => {
      s.mergedTree = '1'.repeat(40)
    },
  ],
  [
    'digest of the patch',
    (s) => {
      s.patchDigest = '1'.repeat(64)
    },
  ],
  [
    'digest of the checks',
    (s) => {
      s.checkResultsDigest = '1'.repeat(64)
    },
  ],
  [
    'digest of the decisions',
    (s) => {
      s.decisionsDigest = '1'.repeat(64)
    },
  ],
  [
    'commit message',
    (s) => {
      s.commitMessage = 'Another message'
    },
  ],
]

const of = (stage: StageName, edits: Edit[]): Tampering[] =>
  [...edits, ...everywhere].map(([what, change]) => ({
    name: `${stage}: ${what} edited after approval, everything else in agreement`,
    stage,
    async tamper(at, one) {
      if (stage === 'plan')
        await editEvent(at, one, 'plan.proposed', (payload) => {
          const as: Json = { ...payload, subjectId: payload.planId }
          change(as)
          Object.assign(payload, { summary: as.summary, revision: as.revision, more: what })
        }).then(() => agree(at, one))
      await editSubject(at, one, change)
    },
    says: wrote,
  }))

export const subjectCases: Tampering[] = [
  ...of('plan', plan),
  ...of('command', command),
  ...of('setup', setup),
  ...of('signature', signature),
]
