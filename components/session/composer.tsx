'use client'
// A message to the agent. Says when it is delivered; what is typed survives a reload and a refusal.
import { useId, useRef, useState } from 'react'
import type { SessionState } from '../../lib/domain/session-state.ts'
import { Button } from '../ui/button.tsx'
import { Textarea } from '../ui/textarea.tsx'
import { useKeys } from '../ui/use-keys.ts'
import { describeDelivery, insertMention, listMentions, type Mention, mentionAt } from './composer-words.ts'
import { MentionList } from './mention-list.tsx'
import { useScope } from './session-scope.tsx'
import { useMentions } from './use-mentions.ts'
import { useStored } from './use-stored.ts'

const stopWords = 'Stop what you are doing and end this turn.'

export function Composer({ state }: { state: SessionState }) {
  const { client, sessionId, project } = useScope()
  const [text, setText] = useStored(`countersign.message.${sessionId}`, '')
  const [mention, setMention] = useState<Mention | null>(null)
  const [chosen, setChosen] = useState(0)
  const [busy, setBusy] = useState<'send' | 'interrupt' | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const listId = useId()
  const hintId = useId()
  const files = useMentions(project.id, state.targetBranch, mention)
  const { button, hint, stoppable } = describeDelivery(state)
  useKeys(
    button ? [{ keys: 'm', label: 'Write a message to the agent', run: () => field.current?.focus() }] : [],
  )

  async function post(words: string, interrupt: boolean) {
    if (words.trim() === '' || busy || !button) return
    setBusy(interrupt ? 'interrupt' : 'send')
    const answer = await client.send('message.post', {
      text: words.trim(),
      mentions: listMentions(words),
      interrupt,
    })
    setBusy(null)
    setProblem(answer.ok ? null : answer.message)
    if (answer.ok && words === text) setText('')
  }
  function track() {
    const element = field.current
    setMention(element ? mentionAt(element.value, element.selectionStart) : null)
    setChosen(0)
  }
  function pick(path: string) {
    if (!mention) return
    const next = insertMention(text, mention, path)
    setText(next.text)
    setMention(null)
    requestAnimationFrame(() => {
      field.current?.focus()
      field.current?.setSelectionRange(next.caret, next.caret)
    })
  }
  function onKeyDown(event: React.KeyboardEvent) {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault()
      event.stopPropagation()
      void post(text, false)
    } else if (mention && files.length > 0) {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault()
        const step = event.key === 'ArrowDown' ? 1 : files.length - 1
        setChosen((now) => (now + step) % files.length)
      } else if (event.key === 'Enter' || event.key === 'Tab') {
        event.preventDefault()
        pick(files[chosen] ?? files[0]!)
      } else if (event.key === 'Escape') {
        event.preventDefault()
        setMention(null)
      }
    } else if (event.key === 'Escape') field.current?.blur()
  }
  if (!button) return <p className="px-4 py-2.5 text-ink-3 md:px-5">{hint}</p>
  const typing = text.trim() !== ''
  return (
    <form
      className="relative flex flex-wrap items-end gap-x-2 gap-y-1 px-4 py-2 md:px-5"
      onSubmit={(event) => {
        event.preventDefault()
        void post(text, false)
      }}
    >
      {mention && files.length > 0 && <MentionList id={listId} files={files} chosen={chosen} onPick={pick} />}
      <Textarea
        ref={field}
        rows={1}
        maxRows={10}
        maxLength={20_000}
        value={text}
        placeholder="Message the agent, @file"
        aria-label="Message"
        aria-describedby={hintId}
        aria-autocomplete="list"
        aria-controls={mention && files.length > 0 ? listId : undefined}
        aria-activedescendant={mention && files.length > 0 ? `${listId}-${chosen}` : undefined}
        className="min-w-0 flex-1 resize-none!"
        onChange={(event) => {
          setText(event.target.value)
          setProblem(null)
          track()
        }}
        onKeyUp={(event) => event.key.startsWith('Arrow') && !(mention && files.length > 0) && track()}
        onClick={track}
        onBlur={() => setMention(null)}
        onKeyDown={onKeyDown}
      />
      <span
        id={hintId}
        className={
          typing || problem
            ? 'flex min-h-[2.375rem] items-center text-ink-3 max-md:order-first max-md:min-h-0 max-md:basis-full'
            : 'sr-only'
        }
      >
        {problem ? (
          <span role="alert" className="text-bad">
            {problem}
          </span>
        ) : (
          hint
        )}
      </span>
      <div className="flex min-h-[2.375rem] items-center gap-2">
        {stoppable &&
          (typing ? (
            <Button busy={busy === 'interrupt'} onClick={() => void post(text, true)}>
              Stop and deliver now
            </Button>
          ) : (
            <Button
              busy={busy === 'interrupt'}
              title="Ends the current command and tells the agent to end its turn"
              onClick={() => void post(stopWords, true)}
            >
              Stop
            </Button>
          ))}
        <Button type="submit" keys="$mod+Enter" busy={busy === 'send'} disabled={!typing}>
          {button}
        </Button>
      </div>
    </form>
  )
}
