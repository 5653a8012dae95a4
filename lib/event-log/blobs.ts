// Large text of events lives beside the log, by project and SHA-256. Only named fields may become blobs, never whole payloads.
import { createHash } from 'node:crypto'
import type { Fact } from '../protocol/events.ts'
import type { LongText } from '../protocol/values.ts'
import type { Transaction } from './save-rows.ts'

const inlineBytes = 32_768
const headLength = 2_000
/** For facts with many texts. */
const crowdedBytes = 1_000
const crowdedHead = 250

export type Spilled = { fact: Fact; blobs: Map<string, Buffer> }

/**
 * Replaces every LongText of the fact that is over 32 KB by its reference; where many smaller ones together make the fact
 * larger than that, these too.
 */
export function spill(fact: Fact): Spilled {
  const spilled = spillOver(fact, inlineBytes, headLength)
  if (Buffer.byteLength(JSON.stringify(spilled.fact.data)) <= inlineBytes + 2 * headLength) return spilled
  return spillOver(fact, crowdedBytes, crowdedHead)
}

function spillOver(fact: Fact, most: number, head: number): Spilled {
  const blobs = new Map<string, Buffer>()
  const small = (text: LongText): LongText => {
    if (typeof text !== 'string') return text
    if (text.length * 3 <= most) return text
    const bytes = Buffer.from(text, 'utf8')
    if (bytes.length <= most) return text
    const blob = createHash('sha256').update(bytes).digest('hex')
    blobs.set(blob, bytes)
    return { blob, bytes: bytes.length, head: text.slice(0, head).toWellFormed() }
  }
  return { fact: mapLongTexts(fact, small), blobs }
}

/** Applies `by` to every field that may be a blob; the one list of such fields. */
export function mapLongTexts(fact: Fact, by: (text: LongText) => LongText): Fact {
  const optional = (text: LongText | null) => (text === null ? null : by(text))
  switch (fact.type) {
    case 'base.resolved':
      return { ...fact, data: { ...fact.data, instructions: optional(fact.data.instructions) } }
    case 'environment.prepared':
      return { ...fact, data: { ...fact.data, output: by(fact.data.output) } }
    case 'turn.started':
      return { ...fact, data: { ...fact.data, prompt: by(fact.data.prompt) } }
    case 'model.replied':
      return {
        ...fact,
        data: {
          ...fact.data,
          text: by(fact.data.text),
          reasoning: by(fact.data.reasoning),
          encryptedReasoning: optional(fact.data.encryptedReasoning),
          toolCalls: fact.data.toolCalls.map((call) => ({ ...call, arguments: by(call.arguments) })),
        },
      }
    case 'tool.finished':
      return { ...fact, data: { ...fact.data, output: by(fact.data.output) } }
    case 'check.finished':
      return {
        ...fact,
        data: {
          ...fact.data,
          results: fact.data.results.map((result) => ({
            ...result,
            output: by(result.output),
            tests: optional(result.tests),
          })),
        },
      }
    default:
      return fact
  }
}

export async function saveBlobs(
  tx: Transaction,
  projectId: string,
  blobs: Map<string, Buffer>,
): Promise<void> {
  if (blobs.size === 0) return
  await tx.blob.createMany({
    data: [...blobs].map(([sha256, content]) => ({ projectId, sha256, content: new Uint8Array(content) })),
    skipDuplicates: true,
  })
}

/** Text of a blob, or null if the project has none of that name, or another text under it. The caller has found the name in an event it may read. */
export async function readBlobText(
  db: Pick<Transaction, 'blob'>,
  projectId: string,
  sha256: string,
): Promise<string | null> {
  const row = await db.blob.findUnique({ where: { projectId_sha256: { projectId, sha256 } } })
  if (!row) return null
  const content = Buffer.from(row.content)
  return createHash('sha256').update(content).digest('hex') === sha256 ? content.toString('utf8') : null
}
