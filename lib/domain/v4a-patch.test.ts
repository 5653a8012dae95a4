// Reading and applying patches, checked on cases that models really send and on random edits.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyUpdate } from './apply-v4a-update.ts'
import { parsePatch } from './v4a-patch.ts'

const patch = (...lines: string[]) => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n')

function apply(oldText: string, ...body: string[]) {
  const parsed = parsePatch(patch('*** Update File: f', ...body))
  if (!parsed.ok) throw new Error(parsed.reason)
  const change = parsed.changes[0]!
  if (change.kind !== 'update') throw new Error('not an update')
  const applied = applyUpdate(oldText, change.chunks)
  return applied.ok ? applied.text : `refused: ${applied.reason}`
}

describe('reading a patch', () => {
  test('add, delete, update and move', () => {
    const parsed = parsePatch(
      patch(
        '*** Add File: a/b.js',
        '+one',
        '+',
        '+two',
        '*** Delete File: c',
        '*** Update File: d',
        '*** Move to: e',
        '@@',
        '-x',
        '+y',
      ),
    )
    expect(parsed).toEqual({
      ok: true,
      changes: [
        { kind: 'add', path: 'a/b.js', text: 'one\n\ntwo\n' },
        { kind: 'delete', path: 'c' },
        {
          kind: 'update',
          path: 'd',
          moveTo: 'e',
          chunks: [
            {
              anchors: [],
              endOfFile: false,
              lines: [
                { kind: 'remove', text: 'x' },
                { kind: 'add', text: 'y' },
              ],
            },
          ],
        },
      ],
    })
  })

  test.each([
    ['a heredoc', `apply_patch <<'EOF'\n${patch('*** Delete File: a')}\nEOF\n`],
    ['a bare heredoc', `<<EOF\n${patch('*** Delete File: a')}\nEOF`],
    ['Windows line ends', patch('*** Delete File: a').replaceAll('\n', '\r\n')],
    ['space around the markers', `\n  *** Begin Patch\n*** Delete File: ./a\n*** End Patch  \n`],
  ])('%s is accepted', (_, input) => {
    expect(parsePatch(input)).toEqual({ ok: true, changes: [{ kind: 'delete', path: 'a' }] })
  })

  test.each([
    ['no begin', '*** Delete File: a\n*** End Patch', 'starts with'],
    ['no end', '*** Begin Patch\n*** Delete File: a', 'ends with'],
    ['words before it', `Here it is:\n${patch('*** Delete File: a')}`, 'before'],
    ['nothing inside', patch(), 'no file'],
    ['an update without changes', patch('*** Update File: a'), 'no changes'],
    ['a line without a sign', patch('*** Update File: a', '@@', 'x'), 'starts with'],
    ['an absolute path', patch('*** Delete File: /etc/passwd'), 'inside the project'],
    ['a path upwards', patch('*** Delete File: a/../../b'), 'inside the project'],
    ['git’s own folder', patch('*** Add File: .git/config', '+x'), 'inside the project'],
    ['a move out of the project', patch('*** Update File: a', '*** Move to: ../b'), 'inside the project'],
  ])('%s is refused with a reason', (_, input, reason) => {
    const parsed = parsePatch(input)
    expect(parsed.ok ? 'accepted' : parsed.reason).toContain(reason)
  })

  test('no text makes it throw', () => {
    const words = fc.constantFrom(
      '*** Begin Patch',
      '*** End Patch',
      '*** Update File: a',
      '*** Add File: b',
      '@@',
      '@@ x',
      '+x',
      '-y',
      ' z',
      '',
      '*** End of File',
      '*** Move to: c',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string()), { maxLength: 20 }), fc.string(), (lines, file) => {
        const parsed = parsePatch(lines.join('\n'))
        for (const change of parsed.ok ? parsed.changes : []) {
          if (change.kind === 'update') applyUpdate(file, change.chunks)
        }
      }),
    )
  })
})

describe('applying an update', () => {
  test('a chunk without @@ is found by its context', () => {
    expect(apply('a\nb\nc\n', ' a', '-b', '+B', ' c')).toBe('a\nB\nc\n')
  })

  test('an anchor chooses between equal places', () => {
    const text = 'class A\n  run\nclass B\n  run\n'
    expect(apply(text, '@@ class B', '-  run', '+  stop')).toBe('class A\n  run\nclass B\n  stop\n')
  })

  test('two anchors narrow down', () => {
    const text = 'class A\n go\n  x\nclass B\n stay\n  x\n go\n  x\n'
    expect(apply(text, '@@ class B', '@@ go', '-  x', '+  y')).toBe(
      'class A\n go\n  x\nclass B\n stay\n  x\n go\n  y\n',
    )
  })

  test('the end-of-file marker prefers the last place, and falls back to another', () => {
    expect(apply('x\ny\nx\n', '@@', '-x', '+z', '*** End of File')).toBe('x\ny\nz\n')
    expect(apply('x\ny\n', '@@', '-x', '+z', '*** End of File')).toBe('z\ny\n')
  })

  test('later chunks are looked for below earlier ones', () => {
    expect(apply('x\nx\nx\n', '@@', '-x', '+1', '@@', '-x', '+2')).toBe('1\n2\nx\n')
  })

  test('additions alone go behind their anchor, or to the end', () => {
    expect(apply('a\nb\n', '@@ a', '+new')).toBe('a\nnew\nb\n')
    expect(apply('a\nb\n', '@@', '+new')).toBe('a\nb\nnew\n')
    expect(apply('', '@@', '+new')).toBe('new\n')
  })

  test('white space and typographic signs are forgiven, and context keeps the bytes of the file', () => {
    expect(apply('a  \n\tb\nc\n', ' a', '-b', '+B', ' c')).toBe('a  \nB\nc\n')
    expect(apply('say “hi” – now\nx\n', ' say "hi" - now', '-x', '+y')).toBe('say “hi” – now\ny\n')
  })

  test('an exact place below wins over a similar one above', () => {
    expect(apply('  x\nx\n', '-x', '+y')).toBe('  x\ny\n')
  })

  test('Windows line ends stay', () => {
    expect(apply('a\r\nb\r\nc\r\n', ' a', '-b', '+B', '+C')).toBe('a\r\nB\r\nC\r\nc\r\n')
  })

  test('a missing last newline stays unless the last line changes', () => {
    expect(apply('a\nb\nc', '-a', '+A', ' b')).toBe('A\nb\nc')
    expect(apply('a\nb', ' a', '-b', '+B')).toBe('a\nB\n')
  })

  test('removing everything leaves an empty file', () => {
    expect(apply('a\n', '-a')).toBe('')
  })

  test('a chunk that does not fit is refused with its lines', () => {
    expect(apply('a\n', '-b', '+c')).toContain('refused: These lines were not found in the file:\nb')
    expect(apply('a\n', '@@ nowhere', '-a')).toContain('No line "nowhere"')
  })

  test('random edits, written as patches with context, give the edited text', () => {
    const line = fc.record({
      text: fc.string({ maxLength: 6 }),
      edit: fc.constantFrom('keep', 'keep', 'keep', 'remove', 'replace', 'insert'),
    })
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 3 }),
        (drawn, context) => {
          const kept = drawn.map(({ text, edit }, at) => ({
            text: `${at}:${text.replace(/[\r\n\u0085\u2028\u2029]/g, '')}|`,
            edit,
          }))
          fc.pre(kept.some(({ edit }) => edit !== 'keep'))
          const oldText = kept.map(({ text }) => `${text}\n`).join('')
          const script = kept.flatMap(({ text, edit }, at) => {
            if (edit === 'keep') return [` ${text}`]
            if (edit === 'remove') return [`-${text}`]
            return edit === 'replace' ? [`-${text}`, `+new ${at}`] : [` ${text}`, `+new ${at}`]
          })
          const newText = script
            .filter((one) => one[0] !== '-')
            .map((one) => `${one.slice(1)}\n`)
            .join('')
          expect(apply(oldText, ...asChunks(script, context))).toBe(newText)
        },
      ),
    )
  })
})

/** Cuts a full edit script into chunks with `context` unchanged lines around each run of changes. */
function asChunks(script: readonly string[], context: number): string[] {
  const near = script.map((_, at) =>
    script.slice(Math.max(0, at - context), at + context + 1).some((one) => one[0] !== ' '),
  )
  return script.flatMap((one, at) => (near[at] ? [...(near[at - 1] ? [] : ['@@']), one] : []))
}
