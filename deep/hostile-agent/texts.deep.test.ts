// Commands written to deceive the person who is asked: what is shown hides nothing, what is approved is what is shown, and what
// runs is that, byte for byte.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect } from 'vitest'
import { commandLine } from '../../lib/domain/command-line.ts'
import { hasHidden, mixedWords, visibleLine, visibleText } from '../../lib/protocol/visible-text.ts'
import { ofType } from '../../lib/testing/drive-session.ts'
import { act, inOrder, run, words } from '../../lib/testing/play-replies.ts'
import { eachCase } from '../each-case.ts'
import { openStage, type Stage } from './play-hostile.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.close())

type TextCase = { name: string; trick: string; spelled?: RegExp }
const textCases: readonly TextCase[] = [
  {
    name: 'text: overrides that turn the order round',
    trick: 'a\u202Egnp.exe\u202C',
    spelled: /⟨U\+202E⟩.*⟨U\+202C⟩/,
  },
  { name: 'text: isolates in a comment', trick: '\u2066 # harmless \u2069', spelled: /⟨U\+2066⟩/ },
  { name: 'text: nothing wide', trick: 'pay\u200Bpal\u2060\uFEFF', spelled: /⟨U\+200B⟩.*⟨U\+2060⟩⟨U\+FEFF⟩/ },
  { name: 'text: letters of another alphabet', trick: 'p\u0430ypal.com' },
  {
    name: 'text: spaces that are none',
    trick: 'rm\u00A0-rf\u3000/\u2003x',
    spelled: /⟨U\+00A0⟩.*⟨U\+3000⟩.*⟨U\+2003⟩/,
  },
  { name: 'text: a carriage return that writes over', trick: 'evil\rgood', spelled: /evil⟨U\+000D⟩good/ },
  { name: 'text: backspaces', trick: 'evil\b\b\b\bgood', spelled: /⟨U\+0008⟩/ },
  {
    name: 'text: a terminal that is cleared and coloured',
    trick: '\u001b[2J\u001b[8mevil\u001b[0m',
    spelled: /⟨U\+001B⟩\[2J/,
  },
  {
    name: 'text: a link of a terminal',
    trick: '\u001b]8;;http://evil.invalid\u001b\\good\u001b]8;;\u001b\\',
    spelled: /⟨U\+001B⟩\]8;;http:\/\/evil/,
  },
  { name: 'text: C1 controls', trick: '\u009b2J\u0085', spelled: /⟨U\+009B⟩2J⟨U\+0085⟩/ },
  { name: 'text: line separators', trick: 'a\u2028b\u2029c', spelled: /⟨U\+2028⟩b⟨U\+2029⟩/ },
  { name: 'text: many line breaks before the point', trick: `good${'\n'.repeat(500)}evil` },
  { name: 'text: many spaces before the point', trick: `good${' '.repeat(10_000)}evil` },
  {
    name: 'text: tags that draw nothing',
    trick: 'x\u{E0065}\u{E0076}\u{E0069}\u{E006C}',
    spelled: /⟨U\+E0065⟩/,
  },
  {
    name: 'text: fillers that draw nothing',
    trick: 'a\u3164b\u2800c\u115F',
    spelled: /⟨U\+3164⟩b⟨U\+2800⟩c⟨U\+115F⟩/,
  },
  {
    name: 'text: variation selectors that carry words',
    trick: 'x\uFE01\u{E0101}',
    spelled: /⟨U\+FE01⟩⟨U\+E0101⟩/,
  },
  { name: 'text: soft hyphens', trick: 'ev\u00ADil', spelled: /ev⟨U\+00AD⟩il/ },
  { name: 'text: the spelling itself', trick: '⟨U+202E⟩' },
  { name: 'text: markdown', trick: '[good](http://evil.invalid) **x** <!-- hidden -->' },
  { name: 'text: HTML', trick: '<img src=x onerror=alert(1)><b hidden>x</b>' },
  { name: 'text: characters on top of one another', trick: `a${'\u0300\u0336'.repeat(200)}b` },
]

eachCase('hostile texts', textCases, { sample: 2, concurrent: true, timeout: 180_000 }, async (one) => {
  const cmd = `printf %s '${one.trick}' | sha256sum`
  const ask = { sandbox_permissions: 'require_escalated', justification: one.trick }
  const session = await stage.begin(inOrder(act(one.trick, run(cmd, ask)), words('Done.')))
  const request = await session.asked('command')
  const { subject } = request.data
  if (subject.kind !== 'command') throw new Error('expected a command')
  // What is asked about is what the agent sent, and nothing of what is shown is unseen.
  expect(subject.argv).toEqual(['/bin/bash', '-c', cmd])
  const shown = visibleText(commandLine(subject.argv))
  expect(hasHidden(shown)).toBe(false)
  expect(hasHidden(visibleText(subject.justification))).toBe(false)
  if (one.spelled) expect(shown).toMatch(one.spelled)
  else expect(shown).toBe(cmd)
  expect(visibleLine(shown)).not.toMatch(/[\n\t]/)
  if (/[\u0400-\u04ff]/.test(one.trick)) expect(mixedWords(shown)).not.toEqual([])
  await session.decide(request)
  await session.reviewed(request.seq)
  const [finished] = ofType(await session.events(), 'tool.finished')
  expect(finished?.data.output).toContain(createHash('sha256').update(one.trick).digest('hex'))
})
