// Names that a file can have, one a case. Bytes, because a name need not be text.
const bytes = (latin1: string) => Buffer.from(latin1, 'latin1')
const utf8 = (text: string) => Buffer.from(text, 'utf8')

export type NameCase = {
  name: string
  files: Buffer[]
  /** Names that git keeps for itself: left out, and said. */
  refused?: true
}

const of = (name: string, ...files: (string | Buffer)[]): NameCase => ({
  name: `name: ${name}`,
  files: files.map((file) => (typeof file === 'string' ? utf8(file) : file)),
})
const refused = (name: string, ...files: (string | Buffer)[]): NameCase => ({
  ...of(name, ...files),
  refused: true,
})

export const nameCases: readonly NameCase[] = [
  of('a line break', 'a\nb'),
  of('only line breaks', '\n\n'),
  of('a carriage return', 'a\rb'),
  of('a tab', 'a\tb'),
  of('quotes of every kind', `a"b'c\`d`),
  of('a quote first', '"quoted"'),
  of('backslashes', 'a\\b\\n\\377'),
  of('a leading dash', '-rf'),
  of('options of git', '--upload-pack=touch x', '--'),
  of('magic of path patterns', ':(exclude)*', ':!x', ':^x'),
  of('patterns', '*', '[a-z]?', '{a,b}'),
  of('a leading hash and bang', '#x', '!x'),
  of('a space first and last', ' x', 'x '),
  of('only a space', ' '),
  of('dollar and back quotes', '$(touch ran)', '`touch ran`', '$\u007bHOME}'),
  of('semicolons and bars', 'a;touch ran', 'a|b', 'a&b', 'a>b'),
  of('terminal sequences', '\u001b[2J\u001b[31mred', '\u0007'),
  of('delete and other controls', '\u007f', '\u0001'),
  of('not UTF-8', bytes('caf\xe9')),
  of('not UTF-8, overlong', bytes('a\xc0\xafb')),
  of('not UTF-8, a surrogate', bytes('a\xed\xa0\x80')),
  of(
    'not UTF-8, all high bytes',
    bytes(Array.from({ length: 128 }, (_, at) => String.fromCharCode(128 + at)).join('')),
  ),
  of('two that differ only in bytes that are no text', bytes('x\xff'), bytes('x\xfe')),
  of('right to left override', 'a\u202egnp.exe', '\u2066x\u2069'),
  of('zero width', 'a\u200bb', 'a\u200db', '\ufeffx'),
  of('look-alikes', 'раypal.js', 'paypal.js'),
  of('composed and decomposed', '\u00e9', 'e\u0301'),
  of('case only', 'Readme', 'README', 'readme'),
  of('emoji and private use', '\u{1f469}\u200d\u{1f4bb}', '\ue000'),
  of('255 bytes', 'x'.repeat(255)),
  of('255 bytes that are three each', '\u65e5'.repeat(85)),
  of('forty folders deep', `${'d/'.repeat(40)}f`),
  of('four hundred folders deep', `${'d/'.repeat(400)}f`),
  of('names of devices elsewhere', 'con', 'nul.txt', 'a:b', 'aux'),
  of('trailing dots', 'x.', 'x..', '...'),
  of('files of git that are not git', '.gitfoo', 'git', '.git2', '.gitx/config'),
  of('a lock', 'index.lock', 'HEAD.lock'),
  of('an arrow as in a rename', 'a => b', '{a => b}/c'),
  of('/dev/null in letters', 'dev/null', 'a/dev/null'),
  of('a patch header', '+++ b/x', '--- a/x', '@@ -1 +1 @@', 'diff --git a/x b/x'),
  of('JavaScript', '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', 'javascript:x'),
  of('__proto__', '__proto__', 'constructor', 'toString'),
  refused('.GIT', '.GIT/config'),
  refused('.Git in a folder', 'sub/.Git/hooks/x'),
  refused('git~1', 'git~1/config', 'GIT~1'),
  refused('.git with trailing dots and spaces', '.git./config', '.git /x', '.git...'),
  refused('.git with a stream', '.git::$INDEX_ALLOCATION/config'),
  refused('.git behind a backslash', 'x\\.git\\config'),
  refused('two hundred that git refuses', ...Array.from({ length: 200 }, (_, at) => `d${at}/git~1`)),
]
