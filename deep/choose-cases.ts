// Which cases of a large enumeration this run tries: all, the ones of a shard, or a sample that the commit id picks.
// The same settings always choose the same cases; over all shards every case is chosen exactly once.
import { createHash } from 'node:crypto'

/** shard: `i/n`, counted from 1. seed: a commit id, for the sample that `npm test` takes. */
export type Choice = { kind: 'all' } | { kind: 'shard'; shard: string } | { kind: 'sample'; seed: string }

/** Reads what bin/test.mjs says in COUNTERSIGN_DEEP: `all` (also when nothing is said), `shard:i/n` or `sample:<commit>`. */
export function readChoice(text = 'all'): Choice {
  const [kind, value = ''] = text.split(':')
  if (kind === 'shard') return { kind, shard: value }
  return kind === 'sample' ? { kind, seed: value } : { kind: 'all' }
}

const numberOf = (text: string) => createHash('sha256').update(text).digest().readUInt32BE()

/** Reads `i/n`. Throws an Error with a sentence when it is not two whole numbers with 1 ≤ i ≤ n. */
export function parseShard(shard: string): { index: number; count: number } {
  const [, index, count] = /^(\d{1,3})\/(\d{1,3})$/.exec(shard)?.map(Number) ?? []
  if (!index || !count || index > count) {
    throw new Error(`A shard is written i/n with 1 ≤ i ≤ n, as in --shard 2/6; "${shard}" is not.`)
  }
  return { index, count }
}

/** The chosen ones of `names`, in their order. `sample` is how many of them `npm test` tries. */
export function chooseCases(
  suite: string,
  names: readonly string[],
  choice: Choice,
  sample: number | 'all',
): Set<string> {
  switch (choice.kind) {
    case 'all':
      return new Set(names)
    case 'shard': {
      const { index, count } = parseShard(choice.shard)
      // Each suite begins at another shard, so that small suites do not all fall into the first.
      const offset = numberOf(suite) % count
      return new Set(names.filter((_, position) => (position + offset) % count === index - 1))
    }
    case 'sample': {
      if (sample === 'all') return new Set(names)
      const drawn = names.map((name) => ({ name, draw: numberOf(`${choice.seed} ${suite} ${name}`) }))
      return new Set(
        drawn
          .sort((a, b) => a.draw - b.draw)
          .slice(0, sample)
          .map(({ name }) => name),
      )
    }
    default:
      return choice satisfies never
  }
}
