// Roles in the words that people read, with what each may do.
import type { Role } from '../../lib/protocol/people.ts'

export const roleWords: Record<Role, { name: string; may: string }> = {
  admin: { name: 'Admin', may: 'everything, people and settings too' },
  lead: { name: 'Lead', may: 'all projects: adds and configures them, decides, signs, invites' },
  engineer: { name: 'Engineer', may: 'own projects: starts sessions, decides, signs' },
  viewer: { name: 'Viewer', may: 'reads own projects' },
}
