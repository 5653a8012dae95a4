// What an approval of a command, a setup or the checks would allow, in words that leave nothing out. Pure.
import type { AskView } from '../../../lib/domain/story.ts'
import type { ApprovalSubject } from '../../../lib/protocol/approval-subjects.ts'
import { visibleLine } from '../../../lib/protocol/visible-text.ts'
import { plural } from '../words.ts'

type Of<K extends ApprovalSubject['kind']> = Extract<ApprovalSubject, { kind: K }>

export function grantWords({ isolation, allowHosts }: Of<'command'>['grants']): string {
  if (isolation === 'none')
    return 'run outside the sandbox, with all that the server’s user may do, and the network'
  if (allowHosts.length === 0) return 'run in the sandbox, without network'
  return `run in the sandbox and reach ${allowHosts.map(visibleLine).join(', ')}`
}

export function hostWords(hosts: readonly string[]): string {
  return hosts.length === 0
    ? 'run in the sandbox, without network'
    : `run in the sandbox and reach ${hosts.map(visibleLine).join(', ')}`
}

/** How many distinct people are still needed after those who approved. null when one is enough. */
export function peopleWords(ask: AskView): string | null {
  if (ask.required <= 1) return null
  const approved = ask.decisions.filter((one) => one.decision === 'approve').map((one) => one.person.name)
  const missing = ask.required - approved.length
  const needed = `${plural(missing, 'more person', 'more people')} must approve`
  return approved.length === 0 ? needed : `${approved.join(', ')} approved; ${needed}`
}
