// A project's settings as a form holds them: lists as lines of text. Back and forth without loss. Pure.
import type { SuggestedSettings } from '../../lib/domain/suggest-settings.ts'
import type { ProjectSettings } from '../../lib/protocol/project.ts'
import type { Check } from '../../lib/protocol/values.ts'

export type SettingsDraft = {
  name: string
  targetBranch: string
  setupCommand: string
  keyFiles: string
  outputPaths: string
  allowHosts: string
  env: string
  mustPass: string
  checks: Check[]
  fixLimit: string
  requiredSignatures: string
  carrySignatures: boolean
  commandTimeoutSeconds: string
  memoryMb: string
  diskMb: string
}

const toText = (list: readonly string[]) => list.join('\n')
const toList = (text: string) => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  ),
]

export function toDraft(project: {
  name: string
  targetBranch: string
  settings: ProjectSettings
}): SettingsDraft {
  const { settings: s } = project
  return {
    name: project.name,
    targetBranch: project.targetBranch,
    setupCommand: s.setupCommand,
    keyFiles: toText(s.keyFiles),
    outputPaths: toText(s.outputPaths),
    allowHosts: toText(s.allowHosts),
    env: toText(Object.entries(s.env).map(([name, value]) => `${name}=${value}`)),
    mustPass: toText(s.mustPass),
    checks: s.checks,
    fixLimit: String(s.fixLimit),
    requiredSignatures: String(s.requiredSignatures),
    carrySignatures: s.carrySignatures,
    commandTimeoutSeconds: String(s.commandTimeoutSeconds),
    memoryMb: String(s.memoryMb),
    diskMb: String(s.diskMb),
  }
}

export function withSuggestion(draft: SettingsDraft, suggestion: SuggestedSettings): SettingsDraft {
  return {
    ...draft,
    targetBranch: suggestion.targetBranch || draft.targetBranch,
    setupCommand: suggestion.setupCommand,
    keyFiles: toText(suggestion.keyFiles),
    outputPaths: toText(suggestion.outputPaths),
    allowHosts: toText(suggestion.allowHosts),
    checks: suggestion.checks,
  }
}

/** A sentence when a line is not NAME=value. */
export function readEnv(text: string): { env: Record<string, string> } | { problem: string } {
  const env: Record<string, string> = {}
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const match = /^\s*([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line)
    if (!match) return { problem: `“${line.trim().slice(0, 40)}” is not of the form NAME=value.` }
    env[match[1]!] = match[2]!
  }
  return { env }
}

/** What the server is asked to store, or a sentence about what to mend first. */
export function toChange(
  draft: SettingsDraft,
): { change: { name: string; targetBranch: string; settings: ProjectSettings } } | { problem: string } {
  const read = readEnv(draft.env)
  if ('problem' in read) return read
  const unnamed = draft.checks.find((check) => !check.name.trim() || !check.command.trim())
  if (unnamed) return { problem: 'Each check needs a name and a command.' }
  const unreported = draft.checks.find((check) => check.report && !check.report.path.trim())
  if (unreported) return { problem: `Name the file that the report of “${unreported.name}” is written to.` }
  return {
    change: {
      name: draft.name.trim(),
      targetBranch: draft.targetBranch.trim(),
      settings: {
        setupCommand: draft.setupCommand.trim(),
        keyFiles: toList(draft.keyFiles),
        outputPaths: toList(draft.outputPaths),
        allowHosts: toList(draft.allowHosts),
        env: read.env,
        mustPass: toList(draft.mustPass),
        checks: draft.checks,
        fixLimit: Number(draft.fixLimit),
        requiredSignatures: Number(draft.requiredSignatures),
        carrySignatures: draft.carrySignatures,
        commandTimeoutSeconds: Number(draft.commandTimeoutSeconds),
        memoryMb: Number(draft.memoryMb),
        diskMb: Number(draft.diskMb),
      },
    },
  }
}

export const isSame = (a: SettingsDraft, b: SettingsDraft): boolean => JSON.stringify(a) === JSON.stringify(b)
