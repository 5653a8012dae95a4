// The worktree as the engine's tools touch it: everything goes through the sandbox port, and every refusal is a sentence for the model.
import type { CommandOutcome, Workbench } from '../engines/engine.ts'
import { cleanText } from '../protocol/clean-text.ts'
import { type FileChange, SandboxError } from '../sandbox/sandbox.ts'
import { recordBox } from './boxes.ts'
import { execInBox } from './exec-in-box.ts'
import type { DrivenRun } from './perform-step.ts'
import type { ProjectSetting } from './project-setting.ts'

const maxFileBytes = 2_000_000
const searchTimeoutMs = 30_000
/** $1: the worktree, $2: what to search in it; the rest is the search without its place. */
const insideScript = [
  'root=$(realpath -e -- "$1") && shift && wanted=$1 && shift',
  'place=$(realpath -e -- "./$wanted" 2>&1) || { printf "%s does not exist.\\n" "$wanted"; exit 2; }',
  'case $place in "$root" | "$root"/*) ;; *) printf "%s is outside the project.\\n" "$wanted"; exit 2 ;; esac',
  'exec "$@" "./$wanted"',
].join('\n')

export function openWorkbench(
  run: DrivenRun,
  setting: ProjectSetting,
  root: string,
  writable: boolean,
): Workbench {
  const { parts, log } = run
  const readOnly = [parts.folders.repository(log.state().projectId)]
  return {
    root,
    writable,
    run: (argv, options) =>
      execInBox(parts, setting, log.fence, { argv, worktree: root, writable, readOnly, ...options }).catch(
        failedToStart,
      ),
    async read(path) {
      try {
        const bytes = await parts.sandbox.readFile(root, relativeTo(root, path), maxFileBytes)
        return { ok: true, text: cleanText(Buffer.from(bytes).toString('utf8')) }
      } catch (error) {
        return refused(error)
      }
    },
    async write(changes) {
      if (!writable) return { ok: false, reason: 'Nothing may be changed before the plan is approved.' }
      try {
        await parts.sandbox.applyChanges(
          root,
          changes.map((change) => toFileChange(root, change)),
          recordBox(parts, log.fence),
        )
        return { ok: true }
      } catch (error) {
        return refused(error)
      }
    },
    search(pattern, { path, glob, maxResults, signal }) {
      const argv = [
        // Links are followed where a path is named, so only the box can say where it leads.
        ...['/bin/sh', '-c', insideScript, 'sh', root, path ? relativeTo(root, path) : '.'],
        parts.ripgrep,
        '--line-number',
        '--no-heading',
        '--color=never',
        '--max-columns=300',
        '--max-count',
        String(maxResults),
        ...(glob ? ['--glob', glob] : []),
        '--regexp',
        pattern,
        '--',
      ]
      return execInBox(parts, setting, log.fence, {
        argv,
        cwd: root,
        worktree: root,
        writable: false,
        readOnly: [...readOnly, parts.ripgrepFolder],
        timeoutMs: searchTimeoutMs,
        signal,
      }).catch(failedToStart)
    },
  }
}

type Change = Parameters<Workbench['write']>[0][number]

function toFileChange(root: string, change: Change): FileChange {
  const path = relativeTo(root, change.path)
  if (change.kind === 'write') return { kind: 'write', path, content: Buffer.from(change.text, 'utf8') }
  return change.kind === 'move'
    ? { kind: 'move', path, to: relativeTo(root, change.to) }
    : { kind: 'delete', path }
}

/** A command that the box refuses has failed; the model is told why. */
function failedToStart(error: unknown): CommandOutcome {
  const { reason } = refused(error)
  return { exitCode: 126, endedBy: 'exit', output: reason, outputBytes: reason.length, durationMs: 0 }
}

/** Models give absolute paths too; one inside the worktree means the same. Anything else is the sandbox's to refuse. */
const relativeTo = (root: string, path: string): string =>
  path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path.replace(/^\.\//, '')

function refused(error: unknown): { ok: false; reason: string } {
  if (error instanceof SandboxError) return { ok: false, reason: error.message }
  throw error
}
