// SHA-256 of a text's UTF-8, at once and everywhere: browsers offer it only as a promise and only over https, and a page that
// folds its log cannot wait. For short texts; the server's own digests are made by its platform.

/** The first 32 bits of the fractions of roots of the first primes: how FIPS 180-4 defines the constants. */
function fractions(count: number, root: number): Int32Array {
  const found: number[] = []
  for (let candidate = 2; found.length < count; candidate += 1) {
    let prime = true
    for (let divisor = 2; divisor * divisor <= candidate; divisor += 1)
      if (candidate % divisor === 0) prime = false
    if (prime) found.push((candidate ** (1 / root) % 1) * 2 ** 32)
  }
  return Int32Array.from(found, (value) => value | 0)
}
const rounds = fractions(64, 3)
const start = fractions(8, 2)

/** Lower-case hexadecimal, 64 letters. */
export function sha256(text: string): string {
  const bytes = new TextEncoder().encode(text)
  const padded = new Uint8Array(((bytes.length + 8) >> 6) * 64 + 64)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n)
  const state = start.slice()
  const schedule = new Int32Array(64)
  for (let block = 0; block < padded.length; block += 64) {
    for (let at = 0; at < 16; at += 1) schedule[at] = view.getInt32(block + at * 4)
    extend(schedule)
    compress(state, schedule)
  }
  return [...state].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by))

function extend(w: Int32Array): void {
  for (let at = 16; at < 64; at += 1) {
    const [early, late] = [w[at - 15]!, w[at - 2]!]
    const first = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)
    const second = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10)
    w[at] = w[at - 16]! + first + w[at - 7]! + second
  }
}

function compress(state: Int32Array, w: Int32Array): void {
  let [a, b, c, d, e, f, g, h] = [...state] as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  for (let at = 0; at < 64; at += 1) {
    const one = (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + h + rounds[at]! + w[at]!
    const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
    h = g
    g = f
    f = e
    e = (d + one) | 0
    d = c
    c = b
    b = a
    a = (one + two) | 0
  }
  for (const [at, value] of [a, b, c, d, e, f, g, h].entries()) state[at] = state[at]! + value
}
