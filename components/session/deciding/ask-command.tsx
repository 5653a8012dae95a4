'use client'
// A command that wants more than the sandbox gives: shown as it will be executed, byte for byte.
import { useRef, useState } from 'react'
import { commandLine } from '../../../lib/domain/command-line.ts'
import type { AskView } from '../../../lib/domain/story.ts'
import type { ApprovalSubject } from '../../../lib/protocol/approval-subjects.ts'
import { hasHidden, visibleText } from '../../../lib/protocol/visible-text.ts'
import { Button } from '../../ui/button.tsx'
import { Copyable } from '../../ui/copyable.tsx'
import { KeyValues } from '../../ui/key-values.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { useKeys } from '../../ui/use-keys.ts'
import { useScope } from '../session-scope.tsx'
import { trickWords, Visible } from '../visible.tsx'
import { short } from '../words.ts'
import { grantWords, peopleWords } from './command-words.ts'
import { DecidingFrame, OnlyReading } from './deciding-frame.tsx'
import { ReasonField } from './reason-field.tsx'
import { useDecide } from './use-decide.ts'

type Subject = Extract<ApprovalSubject, { kind: 'command' }>

export function AskCommand({ ask, subject }: { ask: AskView; subject: Subject }) {
  const { reader } = useScope()
  const { busy, problem, decide } = useDecide(ask)
  const [reason, setReason] = useState('')
  const [explaining, setExplaining] = useState(false)
  const [edited, setEdited] = useState<string | null>(null)
  const editor = useRef<HTMLTextAreaElement>(null)
  const written = subject.argv.at(-1) ?? ''
  const changed = edited !== null && edited.trim() !== '' && edited !== written
  const tricks = trickWords([...subject.argv, subject.cwd, subject.justification])
  const mine = reader.mayDecide && !ask.decisions.some((one) => one.person.userId === reader.userId)

  const approve = () =>
    void decide('approve', {
      reason,
      ...(changed && { edit: { kind: 'command' as const, command: edited } }),
    })
  const deny = () => void decide('deny', { reason })
  function edit() {
    setEdited(written)
    requestAnimationFrame(() => editor.current?.focus())
  }
  useKeys(
    mine
      ? [
          { keys: 'a', label: 'Approve the command once', run: approve },
          { keys: 'x', label: 'Deny the command', run: deny },
          { keys: 'e', label: 'Edit the command', run: edit },
        ]
      : [],
  )
  return (
    <DecidingFrame
      title={
        subject.grants.isolation === 'none'
          ? 'Asks to run a command outside the sandbox'
          : 'Asks to run a command'
      }
      problem={problem}
      buttons={
        mine ? (
          <>
            <Button keys="x" busy={busy === 'deny'} disabled={busy === 'approve'} onClick={deny}>
              Deny
            </Button>
            {edited === null ? (
              <Button keys="e" onClick={edit}>
                Edit
              </Button>
            ) : (
              <Button onClick={() => setEdited(null)}>Discard the edit</Button>
            )}
            <Button
              variant="primary"
              keys="a"
              className="ml-auto max-md:flex-1"
              busy={busy === 'approve'}
              disabled={busy === 'deny' || edited?.trim() === ''}
              onClick={approve}
            >
              {changed ? 'Approve as edited' : 'Approve once'}
            </Button>
          </>
        ) : null
      }
    >
      {edited === null ? (
        <div className="rounded-md border border-line bg-surface px-2 py-1">
          <Copyable
            value={commandLine(subject.argv)}
            shown={visibleText(commandLine(subject.argv))}
            label="the command"
            className="whitespace-pre-wrap! [&>span]:whitespace-pre-wrap! [&>span]:wrap-anywhere"
          />
        </div>
      ) : (
        <Textarea
          ref={editor}
          mono
          rows={2}
          aria-label="Command"
          value={edited}
          onChange={(event) => setEdited(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setEdited(null)
            if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) approve()
          }}
        />
      )}
      {edited !== null && hasHidden(edited) && (
        <pre className="whitespace-pre-wrap text-code wrap-anywhere">
          <Visible text={edited} />
        </pre>
      )}
      <KeyValues
        dense
        items={[
          ...(tricks ? [{ name: 'take care', value: <span className="text-waits">{tricks}</span> }] : []),
          { name: 'would', value: grantWords(subject.grants) },
          {
            name: 'executes',
            value: (
              <code className="text-code">
                <Visible text={JSON.stringify(subject.argv)} />
              </code>
            ),
          },
          {
            name: 'in',
            value: (
              <>
                {subject.cwd === '.' ? (
                  'the project'
                ) : (
                  <code className="text-code">
                    <Visible text={subject.cwd} />
                  </code>
                )}
                , tree <code className="text-code">{short(subject.headTree)}</code>, with{' '}
                <span title="Values are bound to the approval by keyed hashes; the log never holds them.">
                  {subject.env.length === 0 ? 'no variables' : subject.env.map((one) => one.name).join(', ')}
                </span>
              </>
            ),
          },
          ...(subject.timeoutMs
            ? [{ name: 'ends after', value: `${Math.ceil(subject.timeoutMs / 1000)} s` }]
            : []),
          ...(subject.justification
            ? [{ name: 'agent says', value: <Visible text={subject.justification} /> }]
            : []),
          { name: 'why asked', value: ask.rule },
          { name: 'blocks', value: ask.blocks },
          ...(peopleWords(ask) ? [{ name: 'then', value: peopleWords(ask) }] : []),
        ]}
      />
      {mine ? (
        <ReasonField
          open={explaining}
          onOpen={() => setExplaining(true)}
          value={reason}
          onChange={setReason}
        />
      ) : (
        !reader.mayDecide && <OnlyReading />
      )}
    </DecidingFrame>
  )
}
