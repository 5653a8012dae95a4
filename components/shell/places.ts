// The places of the product, in the order of the rail, with the key that goes there.
import { FolderGit2, Inbox, type LucideIcon, Rows3, Settings2, Users } from 'lucide-react'

export type Place = { href: string; name: string; keys: string; icon: LucideIcon }

export const places: readonly Place[] = [
  { href: '/', name: 'Waiting', keys: 'g w', icon: Inbox },
  { href: '/sessions', name: 'Sessions', keys: 'g s', icon: Rows3 },
  { href: '/projects', name: 'Projects', keys: 'g p', icon: FolderGit2 },
  { href: '/people', name: 'People', keys: 'g e', icon: Users },
  { href: '/settings', name: 'Settings', keys: 'g t', icon: Settings2 },
]

export function isAt(place: Place, path: string): boolean {
  return place.href === '/' ? path === '/' : path === place.href || path.startsWith(`${place.href}/`)
}
