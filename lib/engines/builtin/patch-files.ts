// apply_patch: all files of the patch or none. Answers in the words that models know from Codex.
import { applyUpdate } from '../../domain/apply-v4a-update.ts'
import { type PatchChange, parsePatch } from '../../domain/v4a-patch.ts'
import type { ToolArguments } from '../../protocol/tools.ts'
import type { TurnHost, Workbench } from '../engine.ts'
import type { ToolAnswer } from './perform-call.ts'

type Change = Parameters<Workbench['write']>[0][number]

export async function patchFiles(args: ToolArguments['apply_patch'], host: TurnHost): Promise<ToolAnswer> {
  const parsed = parsePatch(args.input)
  if (!parsed.ok) return failed(parsed.reason)
  const changes: Change[] = []
  const told: string[] = []
  for (const change of parsed.changes) {
    const planned = await plan(change, host)
    if (!planned.ok) return failed(planned.reason)
    changes.push(...planned.changes)
    told.push(planned.line)
  }
  const written = await host.bench.write(changes)
  if (!written.ok) return failed(written.reason)
  const paths = changes.flatMap((change) =>
    change.kind === 'move' ? [change.path, change.to] : [change.path],
  )
  return {
    outcome: 'ok',
    exitCode: 0,
    output: `Exit code: 0\nOutput:\nSuccess. Updated the following files:\n${told.join('\n')}\n`,
    paths: [...new Set(paths)],
  }
}

const failed = (reason: string): ToolAnswer => ({
  outcome: 'failed',
  exitCode: 1,
  output: `Exit code: 1\nOutput:\n${reason}\n`,
})

type Planned = { ok: true; changes: Change[]; line: string } | { ok: false; reason: string }

async function plan(change: PatchChange, host: TurnHost): Promise<Planned> {
  switch (change.kind) {
    case 'add':
      return {
        ok: true,
        changes: [{ kind: 'write', path: change.path, text: change.text }],
        line: `A ${change.path}`,
      }
    case 'delete':
      return { ok: true, changes: [{ kind: 'delete', path: change.path }], line: `D ${change.path}` }
    case 'update': {
      const read = await host.bench.read(change.path)
      if (!read.ok) return read
      const applied = applyUpdate(read.text, change.chunks)
      if (!applied.ok) return { ok: false, reason: `${change.path}: ${applied.reason}` }
      const target = change.moveTo ?? change.path
      const changes: Change[] = [
        ...(change.moveTo === null ? [] : [{ kind: 'move' as const, path: change.path, to: change.moveTo }]),
        { kind: 'write', path: target, text: applied.text },
      ]
      return { ok: true, changes, line: `M ${target}` }
    }
  }
}
