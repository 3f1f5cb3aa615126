import type { AccessPolicy } from '@damson/sdk'

/** Identity types are covered by their own names alone. */
const BY_NAME: ReadonlySet<string> = new Set(['ClientApplication', 'ProjectMembership'])

/** Whether somebody's own policy allows an interaction with resources of a type, at least some of them. */
export function lets(
  policy: Pick<AccessPolicy, 'resource'> | undefined,
  interaction: 'read' | 'search',
  type: string,
): boolean {
  // An entry that names no interaction allows each that changes nothing.
  return (policy?.resource ?? []).some(
    (entry) =>
      (entry.resourceType === type || (entry.resourceType === '*' && !BY_NAME.has(type))) &&
      (entry.interaction === undefined || entry.interaction.includes(interaction)),
  )
}
