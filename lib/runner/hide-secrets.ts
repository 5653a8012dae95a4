// Cuts a project's secrets out of what commands print, before it is shown, stored or told to a model. It catches what is printed by
// accident, in one piece; a command that means to give a secret away can write it in another form.

/** Shorter values would be found in ordinary words. */
const shortest = 6

export type Hider = {
  hide(text: string): string
  /** For text that comes in pieces: a value that the pieces cut in two is found as well. */
  pieces(): { push(text: string): string; end(): string }
}

/** `secrets`: values by name. A found value becomes "[secret NAME]". */
export function hideSecrets(secrets: Readonly<Record<string, string>>): Hider {
  const known = Object.entries(secrets)
    .filter(([, value]) => value.length >= shortest)
    .sort(([, a], [, b]) => b.length - a.length)
  const longest = known[0]?.[1].length ?? 0
  const hide = (text: string) =>
    known.reduce((shown, [name, value]) => shown.replaceAll(value, `[secret ${name}]`), text)

  /** How many characters at the end could begin a secret. */
  const begun = (text: string): number => {
    for (let length = Math.min(longest - 1, text.length); length > 0; length -= 1) {
      const end = text.slice(-length)
      if (known.some(([, value]) => value.startsWith(end))) return length
    }
    return 0
  }
  return {
    hide,
    pieces() {
      let held = ''
      return {
        push(text) {
          const shown = hide(held + text)
          const ready = shown.length - begun(shown)
          held = shown.slice(ready)
          return shown.slice(0, ready)
        },
        end() {
          const rest = held
          held = ''
          return rest
        },
      }
    },
  }
}
