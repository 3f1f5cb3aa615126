import type { Project, ProjectMembership, Resource } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import type { Tx } from '#base/db'
import { told } from '#base/findings'
import { REMEMBERED, STEP_UP_SECONDS, UNDATED } from '#domain/logins'
import { asksAdministratorsAnew, DEMANDING_SETTINGS } from '#domain/projects'
import { type Change, type WriteRefusal, writeRefusal } from '#domain/resources'
import { membershipsOfPrincipal } from './access.store.ts'
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
    'actFor',
    'readBotLogs',
  ],
  Project: [
    'adminRole',
    'defaultAccessPolicies',
    'defaultPatientAccessPolicy',
    'emergencyAccount',
    'site',
    'origin',
    'ipAccessRule',
  ],
  ClientApplication: [
    'identityProvider',
    'provider',
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
    'deviceSignIn',
    'kind',
    'firstParty',
    'resourceScopesRequired',
    'mfaRequired',
    'minimumAcr',
    'compliantDeviceRequired',
    'ipAccessRule',
  ],
  // Such a Bot acts with the rights of others; these say where data may go, and who may start it.
  Bot: ['runAsUser', 'system', 'secretName', 'allowedHost', 'publicWebhook', 'webhook'],
  User: ['mfaRequired'],
}

/** What is new is harmless without these: a person without rights of an administrator, an app that cannot act by itself. */
const MEMBERS_OF_NEW: Readonly<Record<string, readonly string[]>> = {
  AccessPolicy: [],
  ProjectMembership: ['admin', 'adminRole', 'actFor', 'readBotLogs'],
  ClientApplication: ['identityProvider', 'provider', 'firstParty', 'workloadIdentity', 'jwks', 'jwksUri'],
  Bot: ['runAsUser', 'system', 'secretName'],
  User: [],
}

/**
 * A machine makes clients under policies that it holds, with their keys. A provider of people, and an app to which they give
 * their rights without being asked, are more than that.
 */
const MEMBERS_OF_NEW_BY_MACHINES: typeof MEMBERS_OF_NEW = {
  ...MEMBERS_OF_NEW,
  ClientApplication: ['identityProvider', 'provider', 'firstParty'],
}

type Author = Pick<Grantee, 'userId' | 'authenticatedAt' | 'factors'>

const isMachine = ({ userId }: Pick<Author, 'userId'>): boolean => userId === undefined

/**
 * Whether a change is one for which administrators prove themselves just before, and which machines wait with for one,
 * where their project says so: of rights, providers, keys, demands for factors, and domains. What only takes away can be
 * done at once.
 */
export async function isSensitive(tx: Tx, author: Author, change: Change): Promise<boolean> {
  return changesMembers(author, change) || (await givesToMember(tx, author, change))
}

function changesMembers(author: Author, { type, before, after }: Change): boolean {
  if (type === 'DomainConfiguration' || type === 'ProjectIdentityProvider') return true
  if (after === undefined) return false
  const ofNew = isMachine(author) ? MEMBERS_OF_NEW_BY_MACHINES : MEMBERS_OF_NEW
  const members = (before === undefined ? ofNew : MEMBERS)[type] ?? []
  if (members.some((member) => textOf(before, member) !== textOf(after, member))) return true
  if (type === 'ProjectMembership' || type === 'ClientApplication') return isActivated(before, after)
  return type === 'Project' && demandsIn(before) !== demandsIn(after)
}

/**
 * Whether a new membership gives more to somebody who is a member already, or to a machine. Machines give policies that
 * they hold to clients that they make.
 */
async function givesToMember(tx: Tx, author: Author, { project, type, before, after }: Change): Promise<boolean> {
  if (type !== 'ProjectMembership' || before !== undefined || after === undefined) return false
  const { user, accessPolicy, access } = after as ProjectMembership
  const [userType = '', id = ''] = (user.reference ?? '').split('/')
  const isOfMachine = userType === 'ClientApplication' || userType === 'Bot'
  // Of a client or Bot that is made together with it.
  if (isOfMachine && id === '') return !isMachine(author) && (accessPolicy !== undefined || access !== undefined)
  return isOfMachine || (id !== '' && (await membershipsOfPrincipal.rows(tx, project, userType, id)).length > 0)
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

/**
 * Why a person proves themselves anew before a sensitive change, or what no resource shows: a new secret, an
 * invitation that is led elsewhere. Machines cannot: theirs wait for an administrator.
 */
export function stepUpProblem(author: Author, project: Project, now: Date): WriteRefusal | undefined {
  if (isMachine(author) || !asksAdministratorsAnew(project)) return undefined
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

/** For what always asks a person to prove themselves anew. */
export const OUTDATED: WriteRefusal = writeRefusal(
  'outdated_proof',
  'insufficient_user_authentication',
  told`Your project asks administrators to prove themselves within ten minutes before this change: send the person to
    /oauth2/authorize with the acr_values and max_age of the WWW-Authenticate header.`,
)
