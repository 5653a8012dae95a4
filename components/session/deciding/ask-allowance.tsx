'use client'
// The setup command or the checks of the project ask for leave: approved once, it holds for exactly these commands.
import { useState } from 'react'
import type { AskView } from '../../../lib/domain/story.ts'
import type { ApprovalSubject } from '../../../lib/protocol/approval-subjects.ts'
import { visibleLine } from '../../../lib/protocol/visible-text.ts'
import { Button } from '../../ui/button.tsx'
import { KeyValues } from '../../ui/key-values.tsx'
import { useKeys } from '../../ui/use-keys.ts'
import { useScope } from '../session-scope.tsx'
import { trickWords, Visible } from '../visible.tsx'
import { hostWords, peopleWords } from './command-words.ts'
import { DecidingFrame, OnlyReading } from './deciding-frame.tsx'
import { ReasonField } from './reason-field.tsx'
import { useDecide } from './use-decide.ts'

type Subject = Extract<ApprovalSubject, { kind: 'setup' | 'checks' }>

export function AskAllowance({ ask, subject }: { ask: AskView; subject: Subject }) {
  const { reader } = useScope()
  const { busy, problem, decide } = useDecide(ask)
  const [reason, setReason] = useState('')
  const [explaining, setExplaining] = useState(false)
  const setup = subject.kind === 'setup'
  const mine = reader.mayDecide && !ask.decisions.some((one) => one.person.userId === reader.userId)
  const approve = () => void decide('approve', { reason })
  const deny = () => void decide('deny', { reason })
  useKeys(
    mine
      ? [
          { keys: 'a', label: setup ? 'Approve the setup command' : 'Approve the checks', run: approve },
          { keys: 'x', label: setup ? 'Deny the setup command' : 'Deny the checks', run: deny },
        ]
      : [],
  )
  const commands = setup ? [subject.command] : subject.commands
  const tricks = trickWords(setup ? [...commands, ...subject.allowHosts] : commands)
  return (
    <DecidingFrame
      title={setup ? 'Asks to run the setup command' : 'Asks to run the checks without a sandbox'}
      problem={problem}
      buttons={
        mine && (
          <>
            <Button keys="x" busy={busy === 'deny'} disabled={busy === 'approve'} onClick={deny}>
              Deny
            </Button>
            <Button
              variant="primary"
              keys="a"
              className="ml-auto max-md:flex-1"
              busy={busy === 'approve'}
              disabled={busy === 'deny'}
              onClick={approve}
            >
              {setup ? 'Approve the setup' : 'Approve the checks'}
            </Button>
          </>
        )
      }
    >
      {commands.map((command) => (
        <pre
          key={command}
          className="overflow-x-auto whitespace-pre-wrap rounded-md border border-line bg-surface px-2 py-1 text-code wrap-anywhere"
        >
          <Visible text={command} />
        </pre>
      ))}
      <KeyValues
        dense
        items={[
          ...(tricks ? [{ name: 'take care', value: <span className="text-waits">{tricks}</span> }] : []),
          {
            name: 'would',
            value: setup
              ? hostWords(subject.allowHosts)
              : 'run outside a sandbox, as this machine has none: they may do what the server’s user may',
          },
          ...(setup && subject.keyFiles.length > 0
            ? [
                {
                  name: 'holds for',
                  value: `${subject.keyFiles.map((file) => visibleLine(file.path)).join(', ')} as they are now`,
                },
              ]
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
