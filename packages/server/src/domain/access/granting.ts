import {
  type Bot,
  type ClientApplication,
  type Project,
  type ProjectMembership,
  parseJson,
  type Resource,
} from '@damson/fhir'
import type { Tx } from '#base/db'
import { asksAdministratorsAnew, asksApprovalOfMachines } from '#domain/projects'
import { type Change, type WriteRefusal, writeRefusal } from '#domain/resources'
import { membershipsOfPrincipal } from './access.store.ts'
import { approvalProblem, askedChange, askedMove, askedRedirect, askedSecret } from './approval.ts'
import { coverProblem, defaultsProblem, forbidden, policyProblem } from './assigning.ts'
import { runsAsOthersProblem, secretProblem } from './bot-members.ts'
import type { Grantee } from './grantee.ts'
import { personProblem, profileProblem, whoseIs } from './persons.ts'
import { policyGrants } from './policies.ts'
import { itemsProblem } from './policy-sizes.ts'
import { isNamed } from './roles.ts'
import { isProvenNow, isSensitive, OUTDATED, stepUpProblem } from './step-up.ts'
import { readWritten } from './written-policy.ts'

const GRANTING = [
  'AccessPolicy',
  'ProjectMembership',
  'Project',
  'ClientApplication',
  'Bot',
  'DomainConfiguration',
  'ProjectIdentityProvider',
  'User',
] as const
type GrantingType = (typeof GRANTING)[number]

/** Whether a resource of this type can give rights to anyone, or says how well people prove themselves. */
export function mayGrant(type: string): type is GrantingType {
  return (GRANTING as readonly string[]).includes(type)
}

/**
 * Why a grantee may not make this change: it would give someone, perhaps the grantee, rights that the grantee doesn't
 * have. Undefined when it gives nothing beyond them.
 */
export async function grantProblem(
  tx: Tx,
  grantee: Grantee,
  project: Project,
  change: Change,
): Promise<WriteRefusal | undefined> {
  const { type } = change
  if (!mayGrant(type)) return undefined
  const mayMake = (one: Grantee): Promise<WriteRefusal | undefined> => beyondProblem(tx, one, project, change, type)
  const problem = await mayMake(grantee)
  if (problem !== undefined || !isWatched(grantee, project)) return problem
  if (!(await isSensitive(tx, grantee, change))) return undefined
  return (
    stepUpProblem(grantee, project, change.now) ?? approvalProblem(tx, grantee, project, askedChange(change), mayMake)
  )
}

/** Whether the project asks anything of this author before a sensitive change. */
function isWatched({ userId, approval }: Grantee, project: Project): boolean {
  if (userId !== undefined) return asksAdministratorsAnew(project)
  return approval !== undefined || asksApprovalOfMachines(project)
}

/** Why a grantee may not make a new secret for this client. */
export async function newSecretProblem(
  tx: Tx,
  grantee: Grantee,
  project: Project,
  client: Resource & { readonly id: string },
  now: Date,
): Promise<WriteRefusal | undefined> {
  const mayMake = (one: Grantee): Promise<WriteRefusal | undefined> =>
    rightsProblem(tx, one, project, 'ClientApplication', client.id)
  return (
    (await mayMake(grantee)) ??
    stepUpProblem(grantee, project, now) ??
    approvalProblem(tx, grantee, project, askedSecret(client, client.id), mayMake)
  )
}

/** What somebody brings to a Bot. `source`: what owners see who approve it for a machine; unknown at first. */
export interface Brought {
  readonly bot: Bot & { readonly id: string }
  readonly source?: string
  readonly now: Date
}

/**
 * Why a grantee may not bring code to a Bot: it does whatever the Bot may, so they hold all of that, or the owners listed
 * it for deployers.
 */
export async function deployProblem(
  tx: Tx,
  grantee: Grantee,
  project: Project,
  { bot, source, now }: Brought,
): Promise<WriteRefusal | undefined> {
  const after = source === undefined ? bot : { ...bot, code: source }
  const change = { project: grantee.project, type: 'Bot', id: bot.id, before: bot, after, now }
  const mayMake = (one: Grantee): Promise<WriteRefusal | undefined> => beyondProblem(tx, one, project, change, 'Bot')
  return (
    (await mayMake(grantee)) ??
    (grantee.userId === undefined || isProvenNow(grantee, now) ? undefined : OUTDATED) ??
    (source === undefined ? undefined : approvalProblem(tx, grantee, project, askedChange(change), mayMake))
  )
}

/**
 * Why a grantee may not send the invitation of an account that nobody has opened yet elsewhere: whoever has that mailbox gets
 * its rights.
 */
export async function redirectProblem(
  tx: Tx,
  grantee: Grantee,
  project: Project,
  change: Change,
): Promise<WriteRefusal | undefined> {
  const mayMake = async (one: Grantee): Promise<WriteRefusal | undefined> => (isOwner(one) ? undefined : NEEDS_OWNER)
  return (
    (await mayMake(grantee)) ??
    stepUpProblem(grantee, project, change.now) ??
    approvalProblem(tx, grantee, project, askedRedirect(change), mayMake)
  )
}

/**
 * Why a grantee may not move the provider in a client or domain to a resource of its own. `made` is that resource, and
 * `change` the client or domain with and without the provider.
 */
export async function moveProblem(
  tx: Tx,
  grantee: Grantee,
  project: Project,
  made: Change,
  change: Change,
): Promise<WriteRefusal | undefined> {
  const mayMake = async (one: Grantee): Promise<WriteRefusal | undefined> =>
    (await beyondProblem(tx, one, project, made, 'ProjectIdentityProvider')) ??
    (mayGrant(change.type) ? beyondProblem(tx, one, project, change, change.type) : undefined)
  return (
    (await mayMake(grantee)) ??
    stepUpProblem(grantee, project, change.now) ??
    approvalProblem(tx, grantee, project, askedMove(change), mayMake)
  )
}

const NEEDS_OWNER: WriteRefusal = writeRefusal(
  'forbidden',
  'needs_owner',
  'The person has not confirmed an address yet: only an owner of the project may send their invitation elsewhere.',
)

async function beyondProblem(
  tx: Tx,
  grantee: Grantee,
  project: Project,
  change: Change,
  type: GrantingType,
): Promise<WriteRefusal | undefined> {
  switch (type) {
    // Its rights are those of its memberships; what it demands of sign-ins is looked at below.
    case 'User':
      return undefined
    case 'AccessPolicy':
      return writtenPolicyProblem(tx, grantee, project, change)
    case 'ProjectMembership':
      return membershipProblem(tx, grantee, project, change)
    case 'Project':
      return (
        emergencyProblem(grantee, change) ??
        siteProblem(grantee, change) ??
        rolesProblem(grantee, change) ??
        defaultsProblem(tx, grantee, change)
      )
    case 'DomainConfiguration':
    case 'ProjectIdentityProvider':
      return ofProvidersProblem(grantee, type)
    case 'ClientApplication':
      return (
        firstPartyProblem(grantee, change) ??
        withoutScopesProblem(grantee, change) ??
        providerProblem(grantee, change) ??
        (change.before === undefined ? undefined : rightsProblem(tx, grantee, project, type, change.id))
      )
    case 'Bot':
      return (
        runsAsOthersProblem(grantee, change) ??
        secretProblem(grantee, change) ??
        (change.before === undefined ? undefined : rightsProblem(tx, grantee, project, type, change.id))
      )
  }
}

/**
 * Why a grantee may not take over a client or Bot (its secret, code or redirect URIs): its own membership has rights that
 * the grantee lacks.
 */
export async function rightsProblem(
  tx: Tx,
  grantee: Grantee,
  project: Project,
  userType: 'ClientApplication' | 'Bot',
  userId: string,
): Promise<WriteRefusal | undefined> {
  for (const { content } of await membershipsOfPrincipal.rows(tx, grantee.project, userType, userId)) {
    const membership = parseJson(content) as ProjectMembership
    // Whoever has its secret speaks for people.
    if (membership.actFor !== undefined && !isOwner(grantee)) return ACTS_FOR_PEOPLE
    const problem = await coverProblem(tx, grantee, project, {
      grants: policyGrants(membership, project),
      admin: membership.admin === true,
      adminRole: membership.adminRole,
      whose: 'machine',
      isBot: userType === 'Bot',
    })
    if (problem !== undefined) return problem
  }
  return undefined
}

const ACTS_FOR_PEOPLE: WriteRefusal = writeRefusal(
  'forbidden',
  'acts_for_people',
  'This acts for people (actFor of its membership): only an owner of the project may change it.',
)

/** The members that decide where users' codes go, and that users aren't asked for consent. */
const ADDRESSES = [
  'firstParty',
  'redirectUris',
  'redirectUri',
  'allowedOrigin',
  'tokenEndpointAuthMethod',
  'kind',
] as const

/**
 * An administrator who can redirect a first-party app elsewhere can act as every user who signs in through it. So this
 * needs all rights of an administrator.
 */
function firstPartyProblem(grantee: Grantee, { before, after }: Change): WriteRefusal | undefined {
  const [earlier, client] = [before as ClientApplication | undefined, after as ClientApplication | undefined]
  if (client?.firstParty !== true && earlier?.firstParty !== true) return undefined
  const changed = ADDRESSES.find((name) => JSON.stringify(earlier?.[name]) !== JSON.stringify(client?.[name]))
  if (client === undefined || changed === undefined) return undefined
  const text = 'Only an administrator with full rights in the project may change the addresses of a first-party app.'
  return isOwner(grantee) ? undefined : forbidden(text, `ClientApplication.${changed}`)
}

/** Without the rule, an app has everything of each person who allows it, with `openid` alone. */
function withoutScopesProblem(grantee: Grantee, { before, after }: Change): WriteRefusal | undefined {
  const [earlier, client] = [before as ClientApplication | undefined, after as ClientApplication | undefined]
  const isFreed = earlier?.resourceScopesRequired === true && client?.resourceScopesRequired !== true
  if (client === undefined || !isFreed || isOwner(grantee)) return undefined
  const text =
    'Only an administrator with full rights in the project may free an app of scopes: keep resourceScopesRequired.'
  return forbidden(text, 'ClientApplication.resourceScopesRequired')
}

/** The members that decide who proves people and machines: control of them allows impersonating any of them. */
const PROOFS = ['identityProvider', 'provider', 'signIn', 'providerDirect', 'workloadIdentity'] as const
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'

function providerProblem(grantee: Grantee, { before, after }: Change): WriteRefusal | undefined {
  const [earlier, client] = [before as ClientApplication | undefined, after as ClientApplication | undefined]
  const exchanges = (one: ClientApplication | undefined): boolean => one?.grantType?.includes(EXCHANGE) === true
  const changed =
    PROOFS.find((name) => JSON.stringify(earlier?.[name]) !== JSON.stringify(client?.[name])) ??
    (exchanges(client) && !exchanges(earlier) ? 'grantType' : undefined)
  if (client === undefined || changed === undefined) return undefined
  const text =
    'Only an administrator with full rights in the project may change how its people and machines prove who they are.'
  return isOwner(grantee) ? undefined : forbidden(text, `ClientApplication.${changed}`)
}

/**
 * The project trusts Google's word for people who come through a site's page. The site's Google client id and the site's
 * domains decide whose pages those are. A site without a client id may be changed by anyone who may change the project.
 */
function siteProblem(grantee: Grantee, { before, after }: Change): WriteRefusal | undefined {
  const believedBy = (project: Project | undefined): string =>
    JSON.stringify((project?.site ?? []).filter(({ googleClientId }) => googleClientId !== undefined))
  const [earlier, project] = [before as Project | undefined, after as Project | undefined]
  if (project === undefined || believedBy(earlier) === believedBy(project)) return undefined
  const text = 'Only an administrator with full rights in the project may change the Google sign-in of its sites.'
  return isOwner(grantee) ? undefined : forbidden(text, 'Project.site.googleClientId')
}

/** They decide who proves people: those of a domain in every app, and those of every app that names the provider. */
function ofProvidersProblem(
  grantee: Grantee,
  type: 'DomainConfiguration' | 'ProjectIdentityProvider',
): WriteRefusal | undefined {
  const text = 'Only an administrator with full rights in the project may change its identity providers.'
  return isOwner(grantee) ? undefined : forbidden(text, type)
}

function emergencyProblem(grantee: Grantee, { before, after }: Change): WriteRefusal | undefined {
  const [earlier, project] = [before as Project | undefined, after as Project | undefined]
  if (earlier?.emergencyAccount?.reference === project?.emergencyAccount?.reference) return undefined
  const text = 'Only an administrator with full rights in the project may change the emergency account.'
  return isOwner(grantee) ? undefined : forbidden(text, 'Project.emergencyAccount')
}

/** The lists of what each role may assign: whoever writes them decides what others can be given. */
function rolesProblem(grantee: Grantee, { before, after }: Change): WriteRefusal | undefined {
  const [earlier, project] = [before as Project | undefined, after as Project | undefined]
  if (JSON.stringify(earlier?.adminRole) === JSON.stringify(project?.adminRole)) return undefined
  const text = 'Only an owner of the project may change what the roles of administrators include.'
  return isOwner(grantee) ? undefined : forbidden(text, 'Project.adminRole')
}

/** Whether a grantee is an owner of the project, who answers for who may sign in as whom. */
export function isOwner({ role }: Grantee): boolean {
  return role === 'owner'
}

async function writtenPolicyProblem(
  tx: Tx,
  grantee: Grantee,
  project: Project,
  change: Change,
): Promise<WriteRefusal | undefined> {
  const policy = change.after === undefined ? undefined : await readWritten(change.after)
  return policy?.ok === true ? policyProblem(tx, grantee, project, change, policy.value) : undefined
}

/** Whether a membership acts for others by this change, or with other rights than before. */
function letsAct(earlier: ProjectMembership | undefined, membership: ProjectMembership): boolean {
  if (membership.actFor === undefined) return false
  const isActivated = earlier?.active === false && membership.active !== false
  const changed = (['actFor', 'access', 'accessPolicy'] as const).some(
    (name) => JSON.stringify(membership[name]) !== JSON.stringify(earlier?.[name]),
  )
  return isActivated || changed
}

async function membershipProblem(
  tx: Tx,
  grantee: Grantee,
  project: Project,
  { before, after }: Change,
): Promise<WriteRefusal | undefined> {
  const [earlier, membership] = [before as ProjectMembership | undefined, after as ProjectMembership | undefined]
  const present = [earlier, membership].filter((one) => one !== undefined)
  const person = await personProblem(tx, grantee, present)
  if (person !== undefined) return person
  if (membership !== undefined && !isOwner(grantee) && letsAct(earlier, membership)) {
    const text = 'Only an owner of the project may say for whom a client acts, activate it, or change its policies.'
    return forbidden(text, 'ProjectMembership.actFor')
  }
  if (membership?.readBotLogs === true && earlier?.readBotLogs !== true && !isOwner(grantee)) {
    const text = 'Only an owner of the project may let somebody read the logs of Bots, which may tell of patients.'
    return forbidden(text, 'ProjectMembership.readBotLogs')
  }
  // What others give to an inactive membership is looked at when it is activated. Roles assign what they do not hold, and an
  // activation alone gives no external id and no profile: so theirs is looked at in either case.
  if (membership === undefined || (membership.active === false && !isNamed(grantee.role))) return undefined
  // A provider's sign-in finds a membership by its external id, so setting that id gives the membership away.
  const idOf = (of: ProjectMembership | undefined): string => JSON.stringify([of?.externalId, of?.externalIdIssuer])
  if (isNamed(grantee.role) && idOf(earlier) !== idOf(membership))
    return forbidden(
      'An externalId lets somebody sign in: invite a new person with it, or ask an owner of the project.',
      'ProjectMembership.externalId',
    )
  const rightsOf = ({ accessPolicy, access, admin, adminRole }: ProjectMembership): string =>
    JSON.stringify([accessPolicy, access, admin ?? false, adminRole])
  const isSame =
    earlier !== undefined && rightsOf(earlier) === rightsOf(membership) && idOf(earlier) === idOf(membership)
  if (isSame && (membership.active === false || earlier.active !== false)) return undefined
  const profile = earlier === undefined ? await profileProblem(tx, grantee, membership) : undefined
  return (
    profile ??
    itemsProblem(membership) ??
    coverProblem(tx, grantee, project, {
      grants: policyGrants(membership, project),
      admin: membership.admin === true,
      adminRole: membership.adminRole,
      whose: await whoseIs(tx, grantee, membership),
      isBot: membership.user.reference?.startsWith('Bot/') === true,
    })
  )
}
