import { type Access, type Actor, parseActFor, rulesBeyond } from '@damson/access'
import type { ProjectMembership } from '@damson/fhir'
import type { PrincipalRow } from './access.store.ts'

/**
 * A client or Bot that may act for people; undefined for everybody else.
 *
 * @param readHeld  What it may do by itself without the scope of its token: with another token it may do the rest.
 */
export async function actorOf(
  { project, userType, clientKind }: Pick<PrincipalRow, 'project' | 'userType' | 'clientKind'>,
  { actFor = [] }: ProjectMembership,
  readHeld: () => Promise<Access>,
): Promise<Actor | undefined> {
  if (userType === 'User' || actFor.length === 0) return undefined
  const rules = parseActFor(actFor)
  // What this version cannot read covers nobody.
  const read = rules.ok ? rules.value : []
  const beyond = read.length === 0 ? read : rulesBeyond(await readHeld(), read)
  return { project, isDevice: clientKind === 'device', rules: beyond, choosesItself: beyond.length < read.length }
}
