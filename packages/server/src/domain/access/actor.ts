import { type Actor, parseActFor } from '@damson/access'
import type { ProjectMembership } from '@damson/fhir'
import type { PrincipalRow } from './access.store.ts'

/** A client that may act for people; undefined for everybody else. Bots will act by the same element. */
export function actorOf(
  { project, userType, clientKind }: Pick<PrincipalRow, 'project' | 'userType' | 'clientKind'>,
  { actFor = [] }: ProjectMembership,
): Actor | undefined {
  if (userType !== 'ClientApplication' || actFor.length === 0) return undefined
  const rules = parseActFor(actFor)
  // What this version cannot read covers nobody.
  return { project, isDevice: clientKind === 'device', rules: rules.ok ? rules.value : [] }
}
