// The head of a project's pages: its name, where it comes from, and the way between its pages.
import Link from 'next/link'
import { PageHead } from '../shell/page-head.tsx'
import { ButtonLink } from '../ui/button.tsx'
import { LinkTabs } from '../ui/tabs.tsx'
import { projectPath } from './project-path.ts'
import { type SourceKind, sourceWords } from './source-words.ts'

type HeadProject = {
  id: string
  slug: string
  name: string
  sourceKind: SourceKind
  sourceLocation: string
  status: string
  archivedAt: string | null
}

export function ProjectHead({
  project,
  current,
  mayCreate,
}: {
  project: HeadProject
  current: 'overview' | 'settings' | 'people'
  mayCreate: boolean
}) {
  return (
    <div className="flex flex-col gap-4">
      <PageHead
        title={project.name}
        above={
          <Link href="/projects" className="hover:text-ink">
            Projects
          </Link>
        }
        aside={
          mayCreate &&
          project.status === 'ready' &&
          !project.archivedAt && (
            <ButtonLink href={projectPath(project, 'new')} keys="n">
              Describe a state you want
            </ButtonLink>
          )
        }
      >
        <span className="wrap-anywhere text-ink-3 text-sm">
          {sourceWords(project.sourceKind, project.sourceLocation)}
          {project.archivedAt && ' · archived'}
        </span>
      </PageHead>
      <LinkTabs
        label="Pages of this project"
        current={current}
        tabs={[
          { id: 'overview', href: projectPath(project), label: 'Overview' },
          { id: 'settings', href: projectPath(project, 'settings'), label: 'Settings' },
          { id: 'people', href: projectPath(project, 'people'), label: 'People' },
        ]}
      />
    </div>
  )
}
