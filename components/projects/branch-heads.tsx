// The newest branches with their heads; the target first.
import type { BranchHead } from '../../lib/queries/list-branch-heads.ts'
import { Copyable } from '../ui/copyable.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { Badge } from '../ui/state.tsx'

const shown = 8

export function BranchHeads({ branches, target }: { branches: BranchHead[]; target: string }) {
  const first = branches.filter((branch) => branch.name === target)
  const rest = branches.filter((branch) => branch.name !== target)
  return (
    <ul>
      {[...first, ...rest].slice(0, shown).map((branch) => (
        <li
          key={branch.name}
          className="flex items-center gap-x-3 border-line max-md:flex-wrap border-t py-1.5 last:border-b"
        >
          <span className="min-w-0 truncate font-mono text-code">{branch.name}</span>
          {branch.name === target && <Badge>target</Badge>}
          {branch.ahead && (
            <span className="truncate text-ink-3 max-md:order-last max-md:basis-full">
              holds signed work that the source lacks
            </span>
          )}
          <Copyable
            value={branch.commit}
            shown={branch.commit.slice(0, 7)}
            label={`the head of ${branch.name}`}
            className="ml-auto text-ink-2"
          />
          <RelativeTime at={branch.committedAt} className="w-20 text-right text-ink-3" />
        </li>
      ))}
      {branches.length > shown && <li className="py-1.5 text-ink-3">and {branches.length - shown} more</li>}
    </ul>
  )
}
