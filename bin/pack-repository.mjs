// A repository of the data directory as two files, and back: a pack with everything its refs and the log name, and a list of
// its refs. Nothing else travels: no hooks, no worktrees, nothing that git would run. Packs are checked by git when they return.
import { createReadStream, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { git, presentObjects } from './bare-git.mjs'

/** What is kept of a repository's own settings: plain files of ours, by their path in it. */
const ownFiles = ['config', 'info/attributes']

export const gitDirOf = ({ kind, id }, folder) =>
  kind === 'sample' ? join(folder, 'samples', id, '.git') : join(folder, 'repositories', `${id}.git`)

/**
 * Writes `<id>.pack` and `<id>.json` into `into`. `refs` is what they were at the moment of the database's snapshot; `named` are
 * object ids that the log names, whether or not they are of this repository.
 */
export async function packRepository(repository, { folder, into, refs, named }) {
  const gitDir = gitDirOf(repository, folder)
  const present = await presentObjects(gitDir, named)
  const roots = [...new Set([...refs.values(), ...present])]
  const name = `${repository.kind}-${repository.id}`
  if (roots.length > 0) {
    const args = ['pack-objects', '--quiet', '--revs', '--stdout', '--delta-base-offset']
    await git(gitDir, args, { input: `${roots.join('\n')}\n`, output: join(into, `${name}.pack`) })
  }
  const files = Object.fromEntries(
    ownFiles.flatMap((path) => {
      const full = join(gitDir, path)
      return existsSync(full) ? [[path, readFileSync(full, 'utf8')]] : []
    }),
  )
  const head = readFileSync(join(gitDir, 'HEAD'), 'utf8').trim()
  writeFileSync(join(into, `${name}.json`), JSON.stringify({ head, files, refs: [...refs] }), { mode: 0o600 })
}

/** Makes the repository again from those two files in `from`. Fails unless everything its refs need came along. */
export async function unpackRepository(repository, { folder, from }) {
  const gitDir = gitDirOf(repository, folder)
  const name = `${repository.kind}-${repository.id}`
  const { head, files, refs } = JSON.parse(readFileSync(join(from, `${name}.json`), 'utf8'))
  const bare = repository.kind !== 'sample'
  mkdirSync(dirname(gitDir), { recursive: true })
  const place = bare ? ['--bare', '--shared=0644', gitDir] : [dirname(gitDir)]
  await git(null, ['init', '--quiet', '--template=', ...place])
  for (const [path, text] of Object.entries(files).filter(([path]) => ownFiles.includes(path))) {
    await mkdir(dirname(join(gitDir, path)), { recursive: true })
    if (bare) await chmod(dirname(join(gitDir, path)), 0o755)
    await writeFile(join(gitDir, path), text)
    if (bare) await chmod(join(gitDir, path), 0o644)
  }
  await writeFile(join(gitDir, 'HEAD'), `${head}\n`)
  const pack = join(from, `${name}.pack`)
  if (existsSync(pack) && statSync(pack).size > 0)
    await git(gitDir, ['index-pack', '--stdin'], { input: createReadStream(pack) })
  const lines = refs.map(([ref, oid]) => `create ${ref} ${oid}\n`)
  await git(gitDir, ['update-ref', '--stdin'], { input: lines.join('') })
  await git(gitDir, ['fsck', '--connectivity-only', '--no-dangling', '--no-progress'])
  if (!bare && refs.length > 0)
    await git(gitDir, [`--work-tree=${dirname(gitDir)}`, 'reset', '--quiet', '--hard'])
}
