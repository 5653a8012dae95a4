// Where a project comes from: a folder of this machine or an address. Decides what is accepted, before git sees it.
// Promises: nothing that git would read as an option or as a command passes, and no password is ever stored.

import { isAbsolute } from 'node:path'
import { Rejection } from '../protocol/rejection.ts'

export type Source = { kind: 'path' | 'url'; location: string }

const SCP_LIKE = /^[A-Za-z0-9._-]+@[A-Za-z0-9][A-Za-z0-9.-]*:(?!\/\/)[^\s-][^\s]*$/

/**
 * What a person typed, as a source: https, ssh, git@host:path, file:// or an absolute path.
 * Throws Rejection 'source.password', 'source.unsupported'.
 */
export function parseSource(typed: string): Source {
  const location = typed.trim()
  if (/[\0\r\n]/.test(location)) throw new Rejection('source.unsupported', 'An address is one line of text.')
  if (isAbsolute(location)) return { kind: 'path', location }
  if (SCP_LIKE.test(location)) return { kind: 'url', location }
  const url = URL.canParse(location) ? new URL(location) : null
  if (url?.protocol === 'file:' && url.host === '')
    return { kind: 'path', location: decodeURIComponent(url.pathname) }
  if (!url || !['https:', 'http:', 'ssh:'].includes(url.protocol) || !/^[A-Za-z0-9[]/.test(url.host))
    throw new Rejection(
      'source.unsupported',
      'Give an https or ssh address, git@host:path, or the absolute path of a folder.',
    )
  const tokenAsUser = url.protocol !== 'ssh:' && url.username !== ''
  if (url.password !== '' || tokenAsUser)
    throw new Rejection(
      'source.password',
      "Leave the user and password out of the address. This machine's own git credentials are used: set up a credential helper or an SSH key.",
    )
  return { kind: 'url', location }
}
