import type { Project, Resource } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import { told } from '#base/findings'
import { REMEMBERED, STEP_UP_SECONDS, UNDATED } from '#domain/logins'
import { asksAdministratorsAnew, DEMANDING_SETTINGS } from '#domain/projects'
import { type Change, type WriteRefusal, writeRefusal } from '#domain/resources'
import type { Grantee } from './grantee.ts'

/** The members that say who may do what, who proves people, with which keys, and how well; by type of resource. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  AccessPolicy: ['resource', 'ipAccessRule', 'compliantDeviceRequired', 'mfaRequired', 'minimumAcr'],
  ProjectMembership: [
    'accessPolicy',
    'access',
    'admin',
    'adminRole',
    'externalId',
    'externalIdIssuer',
    'profile',
    'user',
    'mfaRequired',
  ],
  Project: [
    'adminRole',
    'defaultAccessPolicies',
    'defaultPatientAccessPolicy',
    'emergencyAccount',
    'site',
    'ipAccessRule',
  ],
  ClientApplication: [
    'identityProvider',
    'signIn',
    'providerDirect',
    'workloadIdentity',
    'jwks',
    'jwksUri',
    'tokenEndpointAuthMethod',
    'redirectUris',
    'redirectUri',
    'allowedOrigin',
    'grantType',
    'firstParty',
    'mfaRequired',
    'minimumAcr',
    'compliantDeviceRequired',
    'ipAccessRule',
  ],
  User: ['mfaRequired'],
}

/** What is new is harmless without these: a person without rights of an administrator, an app that cannot act by itself. */
const MEMBERS_OF_NEW: Readonly<Record<string, readonly string[]>> = {
  AccessPolicy: [],
  ProjectMembership: ['admin', 'adminRole'],
  ClientApplication: ['identityProvider', 'workloadIdentity', 'jwks', 'jwksUri'],
  User: [],
}

/**
 * Whether a change is one for which administrators prove themselves just before, where their project says so: of rights,
 * providers, keys, demands for factors, and domains. What only takes away can be done at once.
 */
export function isSensitive({ type, before, after }: Change): boolean {
  if (type === 'DomainConfiguration') return true
  if (after === undefined) return false
  const members = before === undefined ? (MEMBERS_OF_NEW[type] ?? []) : (MEMBERS[type] ?? [])
  if (members.some((member) => textOf(before, member) !== textOf(after, member))) return true
  if (type === 'ProjectMembership' || type === 'ClientApplication') return isActivated(before, after)
  return type === 'Project' && demandsIn(before) !== demandsIn(after)
}

/** A member as text; false is what a member that is left out says. */
function textOf(resource: Resource | undefined, member: string): string {
  const value = (resource as Readonly<Record<string, unknown>> | undefined)?.[member]
  return value === undefined || value === false ? '' : JSON.stringify(value)
}

/** A membership, or a client, that was off. */
function isActivated(before: Resource | undefined, after: Resource): boolean {
  const isOff = (one: Resource | undefined): boolean => {
    const { active = true, status = 'active' } = (one ?? {}) as { readonly active?: boolean; readonly status?: string }
    return !active || status !== 'active'
  }
  return isOff(before) && !isOff(after)
}

const demandsIn = (project: Resource | undefined): string =>
  JSON.stringify(
    ((project as Project | undefined)?.setting ?? []).filter(({ name }) => DEMANDING_SETTINGS.includes(name)),
  )

type Author = Pick<Grantee, 'userId' | 'authenticatedAt' | 'factors'>

/** Why a person proves themselves anew before this change. Machines cannot, so theirs are not asked for it. */
export function stepUpProblem(author: Author, project: Project, change: Change): WriteRefusal | undefined {
  if (author.userId === undefined || !asksAdministratorsAnew(project) || !isSensitive(change)) return undefined
  return isProvenNow(author, change.now) ? undefined : OUTDATED
}

/** The same for what no resource shows: a new secret of a client, an invitation that is led elsewhere. */
export function secretProblem(author: Author, project: Project, now: Date): WriteRefusal | undefined {
  if (author.userId === undefined || !asksAdministratorsAnew(project)) return undefined
  return isProvenNow(author, now) ? undefined : OUTDATED
}

/**
 * Whether a person proved themselves so recently that it counts for what asks for a new proof. In a remembered browser the
 * second factor was left out, and a provider's proof may be of unknown age: these are none.
 */
export function isProvenNow({ authenticatedAt, factors }: Omit<Author, 'userId'>, now: Date): boolean {
  if (authenticatedAt === undefined || factors.includes(REMEMBERED) || factors.includes(UNDATED)) return false
  return secondsAfter(authenticatedAt, STEP_UP_SECONDS) > now
}

const OUTDATED: WriteRefusal = writeRefusal(
  'outdated_proof',
  'insufficient_user_authentication',
  told`Your project asks administrators to prove themselves within ten minutes before this change: send the person to
    /oauth2/authorize with the acr_values and max_age of the WWW-Authenticate header.`,
)
