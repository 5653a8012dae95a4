// Makes a project ready: its repository from the source, with progress, then a look at the head for settings to suggest.
// A repository that is already there is never made anew: sessions keep their work in it. It is only fetched.
import { access, rm } from 'node:fs/promises'
import type { Project } from '../../prisma/generated/client.ts'
import type { SuggestedSettings } from '../domain/suggest-settings.ts'
import { advanceTarget, defaultBranch } from '../git/refs.ts'
import { createFromSource } from '../git/repository.ts'
import { ProjectSettings } from '../protocol/project.ts'
import { createSampleRepository } from '../sample/create-sample-repository.ts'
import { sampleProject } from '../sample/sample-project.ts'
import { lookAtRepository } from './look-at-repository.ts'
import type { PerformedJob } from './perform-project-job.ts'
import { fetchSource } from './resolve-base.ts'

/** Result: the suggestion, at the top (as pages read it) and as `suggestion`; `saved` says that it became the settings. */
export async function prepareProject(performed: PerformedJob): Promise<void> {
  const { parts, job, log } = performed
  const project = await parts.db.project.findUniqueOrThrow({ where: { id: job.projectId } })
  const bare = parts.folders.repository(project.id)
  if (project.sourceKind === 'sample') {
    project.sourceLocation = parts.folders.sample(project.id)
    const { id, sourceLocation } = project
    await parts.db.project.update({ where: { id }, data: { sourceLocation } })
  }
  const done = { projectId: project.id, kind: 'prepare', status: 'done' }
  const isFirst = (await parts.db.projectJob.count({ where: done })) === 0
  const { branch, head } = (await exists(bare))
    ? await bringUpToDate(performed, project, isFirst ? await defaultBranch(bare) : project.targetBranch)
    : await create(performed, project)
  log.output(`Looking at ${branch} at ${head.slice(0, 10)}.\n`)
  log.progress({ phase: 'Looking at the files', percent: null })
  const suggestion =
    project.sourceKind === 'sample' ? sampleSuggestion() : await lookAtRepository(bare, head, branch)
  for (const reason of suggestion.reasons) log.output(`${reason}\n`)
  const settings = fillIn(project, suggestion)
  await log.end('done', { ...suggestion, suggestion, saved: settings !== null, branch, head }, async (tx) => {
    await tx.project.update({
      where: { id: project.id },
      data: {
        status: 'ready',
        statusDetail: null,
        ...(isFirst ? { targetBranch: branch } : {}),
        ...(settings ? { settings } : {}),
      },
    })
  })
}

type Head = { branch: string; head: string }

async function create({ parts, log, signal }: PerformedJob, project: Project): Promise<Head> {
  const location = project.sourceLocation
  if (project.sourceKind === 'sample') {
    log.progress({ phase: 'Writing the sample', percent: null })
    // Half written by a runner that died; nothing in it is anybody's work, since nothing was made from it yet.
    await rm(location, { recursive: true, force: true })
    await createSampleRepository(location)
  }
  let phase = ''
  const made = await createFromSource({
    bare: parts.folders.repository(project.id),
    source: { kind: project.sourceKind === 'url' ? 'url' : 'path', location },
    signal,
    onProgress(progress) {
      if (progress.phase !== phase) log.output(`${progress.phase}\n`)
      phase = progress.phase
      log.progress(progress)
    },
  })
  return { branch: made.defaultBranch, head: made.head }
}

async function bringUpToDate(
  { parts, log, signal }: PerformedJob,
  project: Project,
  branch: string,
): Promise<Head> {
  log.progress({ phase: 'Fetching from the source', percent: null })
  const fetched = await fetchSource(parts, project.id, signal)
  if (fetched.message) log.output(`${fetched.message}\n`)
  return { branch, head: (await advanceTarget(parts.folders.repository(project.id), branch)).head }
}

/** Settings with the suggestion in them, or null where a person already has settings. */
function fillIn(project: Project, suggestion: SuggestedSettings): ProjectSettings | null {
  const settings = ProjectSettings.parse(project.settings)
  if (settings.setupCommand !== '' || settings.checks.length > 0) return null
  const { setupCommand, keyFiles, outputPaths, allowHosts, checks } = suggestion
  const mustPass = project.sourceKind === 'sample' ? [...sampleProject.mustPass] : settings.mustPass
  return { ...settings, setupCommand, keyFiles, outputPaths, allowHosts, checks, mustPass }
}

function sampleSuggestion(): SuggestedSettings {
  return {
    setupCommand: sampleProject.setupCommand ?? '',
    keyFiles: [],
    outputPaths: [],
    allowHosts: [],
    checks: sampleProject.checks.map(({ name, command, report }, index) => ({
      id: `check-${index + 1}`,
      name,
      command,
      report: { format: 'junit', path: report },
    })),
    targetBranch: sampleProject.targetBranch,
    reasons: ['The sample needs no setup; its tests run with Node alone.'],
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
