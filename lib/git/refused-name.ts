// Names that git keeps for itself on some system (".git", "git~1", ".git ", with a stream behind it): it puts none of them
// into a tree, because checking one out elsewhere would write into that repository's own folder.

const OWN = /^(\.git|git~1)[ .]*(:.*)?$/i

/** @param name path in latin1, its parts apart by slashes; a backslash parts them elsewhere. */
export function isRefusedName(name: string): boolean {
  return name.split(/[/\\]/).some((part) => OWN.test(part))
}
