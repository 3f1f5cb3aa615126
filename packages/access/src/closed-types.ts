import { identityTypes } from '@damson/fhir'
import { type PolicyInteraction, readingInteractions } from './interactions.ts'

/**
 * The types that `*` never covers: who may sign in and what they may do, code that runs, and the audit. Each must
 * be named by an entry of its own, and even then counts only as far as `mayBeGranted` says.
 */
export const closedTypes: ReadonlySet<string> = new Set([...identityTypes, 'AuditEvent'])

/** Written and read by the platform alone. No policy grants them to anybody yet. */
const reservedTypes: ReadonlySet<string> = new Set(['Login', 'UserSecurityRequest'])

/** What a member without the admin flag may be allowed to read: apps to show, Bots to run. */
const readableByAnyone: ReadonlySet<string> = new Set(['Bot', 'ClientApplication'])

/** Why an entry cannot give a right on a type, or that it can. */
export type Ceiling = 'grantable' | 'reserved' | 'append_only' | 'needs_admin'

/** How far an entry that names the type can go, for a member who has the admin flag or has it not. */
export function ceilingOf(resourceType: string, interaction: PolicyInteraction, admin: boolean): Ceiling {
  if (!closedTypes.has(resourceType)) return 'grantable'
  if (reservedTypes.has(resourceType)) return 'reserved'
  const reads = (readingInteractions as readonly string[]).includes(interaction)
  // Even an administrator who could write the audit could hide in it.
  if (resourceType === 'AuditEvent' && !reads) return 'append_only'
  return admin || (reads && readableByAnyone.has(resourceType)) ? 'grantable' : 'needs_admin'
}
