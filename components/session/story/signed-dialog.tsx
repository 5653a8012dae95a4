'use client'
// What was signed, byte for byte: the canonical JSON whose SHA-256 is the digest, and each decision with its seal.
import canonicalize from 'canonicalize'
import type { AskView } from '../../../lib/domain/story.ts'
import { Copyable } from '../../ui/copyable.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { KeyValues } from '../../ui/key-values.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'

export function SignedDialog({ ask, onClose }: { ask: AskView; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      width="lg"
      title="What was decided"
      description="The digest is SHA-256 over exactly this text. The seal is an HMAC by the server over the session, the event, the person, the digest, the decision and the time."
    >
      <div className="flex flex-col gap-4">
        <KeyValues
          items={[
            {
              name: 'digest',
              value: (
                <Copyable
                  value={ask.digest}
                  label="the digest"
                  className="break-all [&>span]:whitespace-normal!"
                />
              ),
            },
            { name: 'asked because', value: ask.rule },
            ...ask.decisions.flatMap((one) => [
              {
                name: one.decision,
                value: (
                  <>
                    {one.person.token
                      ? `decided by token ${one.person.token.name} of ${one.person.name}`
                      : one.person.name}
                    , <RelativeTime at={one.at} ago />
                    {one.reason && <p className="text-ink-2">{one.reason}</p>}
                  </>
                ),
              },
              {
                name: 'seal',
                value: (
                  <Copyable
                    value={one.mac}
                    label="the seal"
                    className="break-all [&>span]:whitespace-normal!"
                  />
                ),
              },
            ]),
          ]}
        />
        <section
          aria-label="Canonical JSON"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-72 overflow-auto rounded-md bg-sunken p-3"
        >
          <pre className="whitespace-pre-wrap break-all text-code">{canonicalize(ask.subject)}</pre>
        </section>
      </div>
    </Dialog>
  )
}
