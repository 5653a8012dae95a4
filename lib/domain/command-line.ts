// A command in one line, for people. What is executed is always its argv; this only says it. Pure.

/** The command as a person would type it: what a shell is given, or the words of argv. */
export function commandLine(argv: readonly string[]): string {
  const shell = argv.length === 3 && /(^|\/)(ba|da|z)?sh$/.test(argv[0]!) && /^-l?c$/.test(argv[1]!)
  return shell ? argv[2]! : argv.map(quoted).join(' ')
}
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
