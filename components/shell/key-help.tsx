'use client'
// The keys that work here and now, from the same list that makes them work.
import { Dialog } from '../ui/dialog.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { type Action, useActions } from '../ui/use-keys.ts'

export function KeyHelp({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const groups = groupActions(useActions().filter((action) => action.keys))
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Keys"
      description="They rest while you type in a field."
      width="lg"
    >
      <div className="gap-x-8 md:columns-2">
        {groups.map(([group, actions]) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="pb-1 text-ink-3">{group}</h3>
            <dl>
              {actions.map((action) => (
                <div
                  key={action.keys}
                  className="flex items-baseline justify-between gap-4 border-line border-t py-1"
                >
                  <dt>{action.label}</dt>
                  <dd>
                    <Kbd keys={action.keys!} className="text-ink-2! max-md:inline!" />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

const last = ['Go to', 'Anywhere', 'Appearance', 'Account']

/** What belongs to the page first, then what works everywhere. */
export function groupActions(actions: readonly Action[]): [string, Action[]][] {
  const groups = new Map<string, Action[]>()
  for (const action of actions) {
    const group = action.group ?? 'This page'
    groups.set(group, [...(groups.get(group) ?? []), action])
  }
  return [...groups].sort(([a], [b]) => last.indexOf(a) - last.indexOf(b))
}
