// exec_command: asks where a rule says so, records the start (which consumes the grant), runs in the box with live output.
import { isAbsolute, join, normalize } from 'node:path/posix'
import type { ToolArguments } from '../../protocol/tools.ts'
import type { CommandOutcome, TurnHost, TurnInput } from '../engine.ts'
import { finish, shortTitle } from './perform-call.ts'

/** Characters of output that the model is given; the log keeps all that was kept. */
const toldCharacters = 24_000
/** What a person can be asked about, and well below what the system takes as one argument. */
const maxCommandLength = 20_000

export async function runCommand(
  callId: string,
  args: ToolArguments['exec_command'],
  input: TurnInput,
  host: TurnHost,
): Promise<'finished' | 'parked'> {
  const cwd = resolveFolder(host.bench.root, args.workdir)
  const started = (title: string, approvalId: string | null) =>
    host.record([
      {
        type: 'tool.started',
        data: { callId, turnId: input.turnId, name: 'exec_command', title: shortTitle(title), approvalId },
      },
    ])
  const problem =
    cwd === null
      ? `${args.workdir} is outside the project. Use a folder of the project.`
      : args.cmd.length > maxCommandLength
        ? `The command is longer than ${maxCommandLength} characters. Write it to a file with apply_patch and run that.`
        : null
  if (cwd === null || problem !== null) {
    await started(args.cmd, null)
    await finish(callId, { outcome: 'failed', output: `Exit code: 1\nOutput:\n${problem}` }, host)
    return 'finished'
  }
  const outside = args.sandbox_permissions === 'require_escalated'
  const permission = await host.permit({
    callId,
    command: args.cmd,
    cwd,
    outside,
    justification: args.justification ?? '',
    timeoutMs: args.timeout_ms ?? null,
  })
  if (permission.answer === 'parked') return 'parked'
  if (permission.answer === 'denied') {
    await started(args.cmd, null)
    const why = permission.reason === '' ? '' : ` They said: ${permission.reason}`
    await finish(
      callId,
      { outcome: 'denied', output: `A person denied this command.${why} Go on without it.` },
      host,
    )
    return 'finished'
  }
  await started(permission.argv.at(-1) ?? args.cmd, permission.approvalId)
  const result = await host.bench.run(permission.argv, {
    cwd,
    outside: outside && permission.approvalId !== null,
    ...(args.timeout_ms === undefined ? {} : { timeoutMs: args.timeout_ms }),
    signal: host.forAction(),
    onOutput: (text) => host.delta(`${callId}.output`, text),
  })
  host.signal.throwIfAborted()
  const edited = permission.edited
    ? `A person changed the command before allowing it. What ran: ${permission.argv.at(-1)}\n`
    : ''
  await finish(
    callId,
    {
      outcome: result.endedBy === 'stopped' ? 'stopped' : result.exitCode === 0 ? 'ok' : 'failed',
      exitCode: result.exitCode,
      output: edited + describe(result),
      durationMs: result.durationMs,
    },
    host,
  )
  return 'finished'
}

/** Absolute inside the worktree, or null. */
function resolveFolder(root: string, workdir: string | undefined): string | null {
  const path = normalize(!workdir ? root : isAbsolute(workdir) ? workdir : join(root, workdir)).replace(
    /\/$/,
    '',
  )
  return path === root || path.startsWith(`${root}/`) ? path : null
}

const endings: Record<CommandOutcome['endedBy'], string> = {
  exit: '',
  signal: 'It was ended by a signal.\n',
  timeout: 'It ran over its time limit and was ended.\n',
  stopped: 'A person stopped it to tell you something.\n',
  output: 'It wrote more than the limit and was ended.\n',
  memory: 'It used more memory than the limit, or the machine ran short of it, and it was ended.\n',
  disk: 'The project folder holds more than its limit, or the disk is nearly full, and it was ended. Delete what is not needed.\n',
}

export function describe(result: CommandOutcome): string {
  const code = result.exitCode === null ? 'none' : String(result.exitCode)
  const seconds = (result.durationMs / 1000).toFixed(1)
  return `Exit code: ${code}\nWall time: ${seconds} seconds\n${endings[result.endedBy]}Output:\n${middleCut(result.output)}`
}

function middleCut(text: string): string {
  if (text.length <= toldCharacters) return text
  const half = toldCharacters / 2
  return `${text.slice(0, half)}\n[${text.length - toldCharacters} characters left out]\n${text.slice(-half)}`.toWellFormed()
}
