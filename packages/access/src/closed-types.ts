import { identityTypes } from '@damson/fhir'
import { type PolicyInteraction, readingInteractions } from './interactions.ts'

/**
 * The types that `*` never covers: sign-in and its rights, code that runs, and the audit. An entry must name each of
 * them, and even then counts only as far as `ceilingOf` says.
 */
export const closedTypes: ReadonlySet<string> = new Set([...identityTypes, 'AuditEvent'])

/** Only the platform writes and reads these. No policy can grant them yet. */
const reservedTypes: ReadonlySet<string> = new Set(['Login', 'UserSecurityRequest'])

/** What a member without the admin flag may be allowed to read: apps to show, Bots to run. */
const readableByAnyone: ReadonlySet<string> = new Set(['Bot', 'ClientApplication'])

/** Why an entry cannot give a right on a type, or that it can. */
export type Ceiling = 'grantable' | 'reserved' | 'append_only' | 'needs_admin'

/** How far an entry that names the type can go, for a member with or without the admin flag. */
export function ceilingOf(resourceType: string, interaction: PolicyInteraction, admin: boolean): Ceiling {
  if (!closedTypes.has(resourceType)) return 'grantable'
  if (reservedTypes.has(resourceType)) return 'reserved'
  const reads = (readingInteractions as readonly string[]).includes(interaction)
  // An administrator who could write the audit could hide their acts in it.
  if (resourceType === 'AuditEvent' && !reads) return 'append_only'
  return admin || (reads && readableByAnyone.has(resourceType)) ? 'grantable' : 'needs_admin'
}
