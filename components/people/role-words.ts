// Roles in the words that people read, with what each may do.
import type { Role } from '../../lib/protocol/people.ts'

export const roleWords: Record<Role, { name: string; may: string }> = {
  admin: { name: 'Admin', may: 'An admin does everything, people and settings too.' },
  lead: {
    name: 'Lead',
    may: 'A lead adds and configures projects, decides and signs in all of them, and invites.',
  },
  engineer: {
    name: 'Engineer',
    may: 'An engineer starts sessions, decides and signs in the projects they belong to.',
  },
  viewer: { name: 'Viewer', may: 'A viewer reads the projects they belong to.' },
}
