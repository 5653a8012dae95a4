// The one kind of "no". Thrown by rules (decide, can, parsing), caught once per transport, shown to the person as it is.
// The message says what to do next. The world failing is an event instead; a bug is any other throw.

/** `<noun>.<reason>`; the noun is that of the command or thing refused. */
export type RejectionCode = `${string}.${string}`

export class Rejection extends Error {
  readonly code: RejectionCode
  constructor(code: RejectionCode, message: string) {
    super(message)
    this.name = 'Rejection'
    this.code = code
  }
}
