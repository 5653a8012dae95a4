// Fetches source code that this project did not make, with the machine's own package clients, and makes a repository of it.
// Versions are exact, so that an agent's patch fits. What cannot be fetched is an error that says what was tried: a test
// that quietly left out its code base would prove nothing.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { inFolder } from '../../git/make-test-repository.ts'

/** A published version with its tests in it, unpacked into the new folder `into`. */
export async function fetchNpmPackage(nameAtVersion: string, scratch: string, into: string): Promise<void> {
  const args = ['pack', '--loglevel=error', '--pack-destination', scratch, nameAtVersion]
  const packed = await execa('npm', args, { cwd: scratch, reject: false })
  if (packed.failed)
    throw new Error(`npm could not fetch ${nameAtVersion} from ${await npmRegistry()}:\n${packed.stderr}`)
  await unpack(join(scratch, packed.stdout.trim().split('\n').at(-1)!), into)
}

/** The registry that this machine's npm is set to. */
export async function npmRegistry(): Promise<string> {
  return (await execa('npm', ['config', 'get', 'registry'])).stdout.trim()
}

/** Where npm is, if not among the system's programs, which boxes see anyway: a folder of nvm, say. */
export async function npmToolchain(): Promise<string[]> {
  const { stdout } = await execa('sh', ['-c', 'command -v npm'])
  return /^\/(usr\/(local\/)?)?bin\//.test(stdout) ? [] : [dirname(dirname(stdout))]
}

/** `path` below `pool/main/`. Any Debian serves it: it is named by its hash, not by a release. */
export async function fetchDebianSource(
  { path, sha256 }: { path: string; sha256: string },
  scratch: string,
  into: string,
): Promise<void> {
  const archive = join(scratch, 'source.tar.gz')
  const tried: string[] = []
  for (const mirror of await debianMirrors()) {
    const url = `${mirror}pool/main/${path}`
    // apt's own downloader knows the machine's proxies, and works without rights and package lists.
    const args = ['-qq', 'download-file', url, archive, `SHA256:${sha256}`]
    const done = await execa('/usr/lib/apt/apt-helper', args, { reject: false })
    if (!done.failed) return unpack(archive, into)
    tried.push(`${url}: ${done.stderr || done.shortMessage}`)
  }
  throw new Error(`apt could not fetch a source package that this test needs.\n${tried.join('\n')}`)
}

/** Where this machine gets its own packages, if it is a Debian, then where everybody can. */
async function debianMirrors(): Promise<string[]> {
  const args = ['indextargets', '--format', '$(ORIGIN) $(REPO_URI)', 'Created-By: Packages']
  const { stdout = '' } = await execa('apt-get', args, { reject: false })
  const own = stdout.split('\n').flatMap((line) => (line.startsWith('Debian ') ? [line.slice(7)] : []))
  const open = ['http://deb.debian.org/debian/', 'http://archive.debian.org/debian/']
  return [...new Set([...own.filter((url) => !url.includes('security')), ...open])]
}

async function unpack(archive: string, into: string): Promise<void> {
  await mkdir(into)
  await execa('tar', ['--extract', '--gzip', '--strip-components=1', '--no-same-owner', '-f', archive], {
    cwd: into,
  })
}

/** One commit on main. Archives rarely hold the ignore file that the code's own repository has. */
export async function commitAsFound(folder: string, ignored: readonly string[]): Promise<void> {
  await writeFile(join(folder, '.gitignore'), `${ignored.join('\n')}\n`)
  await inFolder(folder, 'init', '--quiet', '--initial-branch=main')
  await inFolder(folder, 'add', '--all')
  await inFolder(folder, 'commit', '--quiet', '-m', 'As published')
}
