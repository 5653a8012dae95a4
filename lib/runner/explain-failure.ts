// Why work on a project failed, as one sentence that says what to do next. A bug is said as such, and is in the runner's log.
import { GitError } from '../git/run-git.ts'
import { cleanText } from '../protocol/clean-text.ts'
import { Rejection } from '../protocol/rejection.ts'
import { SandboxError } from '../sandbox/sandbox.ts'

export type Failure = { sentence: string; expected: boolean }

export function explainFailure(error: unknown): Failure {
  if (error instanceof Rejection) return { sentence: error.message, expected: true }
  if (error instanceof SandboxError)
    return { sentence: `The sandbox could not do it: ${error.message}`, expected: true }
  if (error instanceof GitError) return { sentence: cleanText(explainGit(error)), expected: true }
  const { code, message } = error as NodeJS.ErrnoException
  const full = code === 'ENOSPC' || code === 'EDQUOT'
  if (full || code === 'EACCES' || code === 'EROFS') {
    const why = full ? 'The disk is full' : 'A folder of the data directory is not writable'
    return { sentence: cleanText(`${why}: ${message}. Mend that, then try again.`), expected: true }
  }
  const said = cleanText(error instanceof Error ? message : String(error)).slice(0, 300)
  return {
    sentence: `Something unexpected happened in the runner: ${said}. Nothing was lost. Try again; the runner's log has the details.`,
    expected: false,
  }
}

function explainGit(error: GitError): string {
  switch (error.reason) {
    case 'timeout':
      return 'git took too long and was stopped. Check the connection to the source, then try again.'
    case 'not-started':
      return 'git could not be started on this machine. Install git, then try again.'
    case 'too-large':
      return 'git answered with more than can be read. Try a smaller repository.'
    case 'stopped':
      return 'git was stopped. Try again.'
    case 'exit':
      return `${error.message}. Try again, or check the repository with "git fsck".`
  }
}
