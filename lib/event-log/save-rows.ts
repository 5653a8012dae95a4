// Applies row changes inside the commit's transaction. The only code that writes the rows that are folds.

import { Prisma } from '../../prisma/generated/client.ts'
import type { RowOp, RowTable } from '../domain/rows.ts'

export type Transaction = Prisma.TransactionClient

/** JSON columns where a null must be the database's NULL and not JSON null. */
const jsonColumns: Record<string, true> = { reason: true }

export async function saveRows(tx: Transaction, sessionId: string, ops: readonly RowOp[]): Promise<void> {
  let at = 0
  while (at < ops.length) {
    const op = ops[at]!
    if (op.do === 'update') {
      await delegate(tx, op.table).updateMany({
        where: { ...op.where, sessionId },
        data: forPrisma(op.table, op.values),
      })
      at += 1
      continue
    }
    const run = takeInserts(ops, at, op.table)
    await delegate(tx, op.table).createMany({
      data: run.map((insert) => forPrisma(op.table, { ...insert.key, ...insert.values })),
    })
    at += run.length
  }
}

type Insert = Extract<RowOp, { do: 'insert' }>
/** Inserts of one table that follow one another go as one statement. */
function takeInserts(ops: readonly RowOp[], from: number, table: RowTable): Insert[] {
  const run: Insert[] = []
  for (let i = from; i < ops.length; i += 1) {
    const op = ops[i]!
    if (op.do !== 'insert' || op.table !== table) break
    run.push(op)
  }
  return run
}

/** Prisma's delegates differ in their types only by table; rows.ts is typed by its tests against the schema. */
type RowDelegate = {
  createMany(args: { data: object[] }): Promise<unknown>
  updateMany(args: { where: object; data: object }): Promise<unknown>
}
function delegate(tx: Transaction, table: RowTable): RowDelegate {
  return tx[table] as unknown as RowDelegate
}

function forPrisma(table: RowTable, values: Record<string, unknown>): object {
  if (table !== 'run') return values
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) =>
      jsonColumns[key] && value === null ? [[key, Prisma.DbNull]] : [[key, value]],
    ),
  )
}
