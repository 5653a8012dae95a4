// What this installation is made of, and what its sandbox can promise; with the remedy where it promises less.
import type { SandboxReport } from '../../lib/sandbox/sandbox.ts'
import type { Installation } from '../../lib/settings/describe-installation.ts'
import { Callout } from '../ui/callout.tsx'
import { Copyable } from '../ui/copyable.tsx'
import { KeyValues } from '../ui/key-values.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { State } from '../ui/state.tsx'

const levels: Record<SandboxReport['level'], string> = {
  full: 'Full: own namespaces, no network, only the worktree writable',
  'no-proc': 'Nearly full: as full, without a process list of its own',
  none: 'None: commands, setup and checks wait for a click',
}

export function InstallationFacts({ installation }: { installation: Installation }) {
  const sandbox = readReport(installation.sandbox)
  return (
    <div className="flex flex-col gap-3">
      <KeyValues
        items={[
          {
            name: 'Sandbox',
            value: sandbox ? (
              <>
                <State tone={sandbox.level === 'none' ? 'waits' : 'passed'}>
                  {levels[sandbox.level] ?? sandbox.level}
                </State>
                <p className="measure text-ink-2">{sandbox.detail}</p>
                {installation.sandboxSeenAt && (
                  <p className="text-ink-3">
                    tested <RelativeTime at={installation.sandboxSeenAt} ago />, at the start of the runner
                  </p>
                )}
              </>
            ) : (
              <span className="text-ink-3">not known until a runner has started</span>
            ),
          },
          { name: 'Version', value: installation.version },
          { name: 'Node', value: installation.node },
          { name: 'Database', value: installation.database },
          { name: 'Address', value: <Copyable value={installation.publicUrl} label="the address" /> },
          ...(installation.dataFolder
            ? [{ name: 'Data', value: <Copyable value={installation.dataFolder} label="the data folder" /> }]
            : []),
        ]}
      />
      {sandbox?.remedy && (
        <Callout tone="waits" title="Isolation can be installed">
          <p>On the server’s machine, then start Countersign again; it tests itself.</p>
          <p className="mt-1">
            <Copyable value={sandbox.remedy} label="the command" className="text-ink" />
          </p>
        </Callout>
      )}
    </div>
  )
}

/** Written by the runner; what is not understood counts as unknown. */
function readReport(value: unknown): SandboxReport | null {
  return value && typeof value === 'object' && 'level' in value && 'detail' in value
    ? (value as SandboxReport)
    : null
}
