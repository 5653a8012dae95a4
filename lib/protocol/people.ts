// Words about people that both sides of the wire use: roles, and what an API token may do. Pure: zod only.
import { z } from 'zod'

export const Role = z.enum(['admin', 'lead', 'engineer', 'viewer'])
export type Role = z.infer<typeof Role>

/** Deciding is a scope of its own: a token that may write may still not approve, review or sign. */
export const Scope = z.enum(['read', 'write', 'decide'])
export type Scope = z.infer<typeof Scope>
