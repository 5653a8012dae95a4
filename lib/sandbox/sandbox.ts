// The sandbox port: where every shell command, file read and patch of a session happens.
// A sandbox never throws for what the command did; it throws only if the box itself could not be made.
// It knows neither the database nor the environment of this process: settings and callbacks are passed in.

/** full: own namespaces, no network. none: no isolation (bubblewrap is missing), commands wait for a click. */
export type SandboxLevel = 'full' | 'no-proc' | 'none'

/** What the self-test at start found, shown to people as it is. */
export type SandboxReport = {
  level: SandboxLevel
  /** One plain sentence: what this level means here. */
  detail: string
  /** The command that would install isolation, where one is known. */
  remedy?: string
}

export type Limits = {
  /** Wall-clock limit of one command, in milliseconds. */
  timeoutMs: number
  /** Bytes of combined output kept; the rest is counted, not kept. */
  maxOutputBytes: number
  /** Per process: CPU seconds, address-space data bytes, file size bytes; and processes in the box. */
  cpuSeconds: number
  dataBytes: number
  fileBytes: number
  processes: number
  /** Memory of all processes and private folders of the box together, looked at some times a second; absent: twice dataBytes. */
  memoryBytes?: number
  /** What a writable worktree may hold in all, looked at now and then; absent: no limit but that of the disk. */
  worktreeBytes?: number
  worktreeFiles?: number
}

/** A host:port pattern such as "registry.npmjs.org:443" or "*.debian.org:443"; empty means no network. */
export type NetworkGrant = { allowHosts: readonly string[] }

export type ExecRequest = {
  /** Exactly what is executed, shell included: ['/bin/bash', '-c', 'npm test']. */
  argv: readonly string[]
  /** Absolute; inside `worktree`. */
  cwd: string
  /** The folder that the box sees at its own path. */
  worktree: string
  /** False binds the worktree read-only (planning). */
  writable: boolean
  /**
   * More folders or files, by absolute path; each visible at the same path, where it exists. Never name one that a
   * command could have replaced by a link.
   */
  readOnly?: readonly string[]
  env: Readonly<Record<string, string>>
  network?: NetworkGrant
  /** Called for each connection that the command asks for, granted or not. */
  onConnection?: (host: string, port: number, allowed: boolean) => void
  limits: Limits
  signal?: AbortSignal
  /** Called before the first process starts, with what is needed to find and kill the box later. Awaited. */
  onStart?: (box: BoxIdentity) => Promise<void>
  /** Output as it comes, UTF-8 decoded tolerantly (invalid bytes become U+FFFD, NUL becomes U+2400). */
  onOutput?: (text: string) => void
}

/** Enough to kill a box of a dead runner without ever killing somebody else's process. */
export type BoxIdentity = { pid: number; startTime: string }

export type ExecResult = {
  /** null when a signal ended it; a shell's 128 + n counts as signal n. */
  exitCode: number | null
  /** timeout: our limit; stopped: the abort signal; output, memory, disk: more than the limit (the command was ended). */
  endedBy: 'exit' | 'signal' | 'timeout' | 'stopped' | 'output' | 'memory' | 'disk'
  signal?: string
  /** stdout and stderr in arrival order, cleaned as for onOutput; made of at most maxOutputBytes raw bytes. */
  output: string
  /** Bytes that came in all, kept or not. */
  outputBytes: number
  durationMs: number
}

export type FileChange =
  | { kind: 'write'; path: string; content: Uint8Array; executable?: boolean }
  | { kind: 'delete'; path: string }
  | { kind: 'move'; path: string; to: string }

/** What to start instead of a program, so that it sees only these folders (absolute paths) and the system. */
export type Confine = (folders: { readOnly: readonly string[]; writable: readonly string[] }) => {
  file: string
  args: readonly string[]
}

export interface Sandbox {
  readonly report: SandboxReport
  /** For our own git on what an agent wrote. Absent without isolation. */
  readonly confineGit?: Confine
  /** Numeric owner of every worktree file, or undefined when it is this process's own. */
  readonly owner?: { uid: number; gid: number }
  exec(request: ExecRequest): Promise<ExecResult>
  /**
   * Reads a file below `worktree` as the sandbox's user. `path` is relative; symlinks that leave the tree,
   * and anything but a regular file, are refused with SandboxError 'path.refused'; 'path.missing' if absent;
   * 'path.too-large' beyond maxBytes.
   */
  readFile(worktree: string, path: string, maxBytes: number): Promise<Uint8Array>
  /** Applies all changes or none, as the sandbox's user, with the same refusals as readFile. */
  applyChanges(
    worktree: string,
    changes: readonly FileChange[],
    /** As in ExecRequest: nothing is changed before it has returned, and nothing at all when it throws. */
    onStart?: ExecRequest['onStart'],
  ): Promise<void>
  /** Makes an empty folder owned by the sandbox's user (checkouts go in there). */
  makeFolder(path: string): Promise<void>
  /** Copies folders (relative paths) from one root to another as the sandbox's user; used for cached setup output. */
  copyPaths(from: string, to: string, paths: readonly string[]): Promise<void>
  /** Removes a folder tree owned by the sandbox's user. */
  removeFolder(path: string): Promise<void>
  /** Kills the box and everything in it, if that very process still lives. */
  kill(box: BoxIdentity): Promise<void>
}

export class SandboxError extends Error {
  readonly code: 'path.refused' | 'path.missing' | 'path.too-large' | 'box.failed'
  constructor(code: SandboxError['code'], message: string) {
    super(message)
    this.name = 'SandboxError'
    this.code = code
  }
}
