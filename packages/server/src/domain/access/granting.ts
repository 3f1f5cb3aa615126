import { uncovered } from '@damson/access'
import { type ClientApplication, type Project, type ProjectMembership, parseJson, type Reference } from '@damson/fhir'
import type { Tx } from '#base/db'
import { bothOf, error, type Says } from '#base/findings'
import { type Change, type WriteRefusal, writeRefusal } from '#domain/resources'
import { membershipsOfPrincipal } from './access.store.ts'
import { allowsEverything } from './everything.ts'
import type { Grantee } from './grantee.ts'
import { loadPolicies, type PolicyGrant, policyGrants } from './policies.ts'
import { clausesProblem, itemsProblem } from './policy-sizes.ts'
import { readWritten } from './written-policy.ts'

const GRANTING = [
  'AccessPolicy',
  'ProjectMembership',
  'Project',
  'ClientApplication',
  'Bot',
  'DomainConfiguration',
] as const
type GrantingType = (typeof GRANTING)[number]

/** Whether a resource of this type can give rights to anyone. */
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
  switch (type) {
    case 'AccessPolicy':
      return policyProblem(grantee, change)
    case 'ProjectMembership':
      return membershipProblem(tx, grantee, project, change)
    case 'Project':
      return emergencyProblem(grantee, change) ?? siteProblem(grantee, change) ?? defaultsProblem(tx, grantee, change)
    case 'DomainConfiguration':
      return domainProblem(grantee)
    case 'ClientApplication':
      return (
        firstPartyProblem(grantee, change) ??
        providerProblem(grantee, change) ??
        (change.before === undefined ? undefined : rightsProblem(tx, grantee, project, type, change.id))
      )
    case 'Bot':
      return change.before === undefined ? undefined : rightsProblem(tx, grantee, project, type, change.id)
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
    const problem = await coverProblem(tx, grantee, policyGrants(membership, project), membership.admin === true)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** The members that decide where users' codes go, and that users aren't asked for consent. */
const ADDRESSES = ['firstParty', 'redirectUris', 'redirectUri', 'allowedOrigin', 'tokenEndpointAuthMethod'] as const

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
  return mayDoEverything(grantee) ? undefined : forbidden(text, `ClientApplication.${changed}`)
}

/** The members that decide who proves people and machines: control of them allows impersonating any of them. */
const PROOFS = ['identityProvider', 'signIn', 'providerDirect', 'workloadIdentity'] as const
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
  return mayDoEverything(grantee) ? undefined : forbidden(text, `ClientApplication.${changed}`)
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
  return mayDoEverything(grantee) ? undefined : forbidden(text, 'Project.site.googleClientId')
}

/** A domain's configuration decides who proves its people, in every app. */
function domainProblem(grantee: Grantee): WriteRefusal | undefined {
  const text = 'Only an administrator with full rights in the project may change the identity provider of a domain.'
  return mayDoEverything(grantee) ? undefined : forbidden(text, 'DomainConfiguration')
}

function emergencyProblem(grantee: Grantee, { before, after }: Change): WriteRefusal | undefined {
  const [earlier, project] = [before as Project | undefined, after as Project | undefined]
  if (earlier?.emergencyAccount?.reference === project?.emergencyAccount?.reference) return undefined
  const text = 'Only an administrator with full rights in the project may change the emergency account.'
  return mayDoEverything(grantee) ? undefined : forbidden(text, 'Project.emergencyAccount')
}

/** Whether a grantee has all rights of an administrator. */
export function mayDoEverything(grantee: Grantee): boolean {
  return grantee.admin && allowsEverything(grantee.project, grantee.access)
}

async function policyProblem(grantee: Grantee, { after }: Change): Promise<WriteRefusal | undefined> {
  const policy = after === undefined ? undefined : await readWritten(after)
  if (policy?.ok !== true) return undefined
  const [first] = uncovered(grantee.access, policy.value)
  return first === undefined ? undefined : forbidden({ text: first.text, finding: BEYOND_OWN }, first.expression)
}

async function membershipProblem(
  tx: Tx,
  grantee: Grantee,
  project: Project,
  { before, after }: Change,
): Promise<WriteRefusal | undefined> {
  const [earlier, membership] = [before as ProjectMembership | undefined, after as ProjectMembership | undefined]
  if (membership === undefined || membership.active === false) return undefined
  // A provider's sign-in finds a membership by its external id, so setting that id gives the membership away.
  const rightsOf = ({ accessPolicy, access, admin, active, externalId, externalIdIssuer }: ProjectMembership): string =>
    JSON.stringify([accessPolicy, access, admin ?? false, active ?? true, externalId, externalIdIssuer])
  if (earlier !== undefined && rightsOf(earlier) === rightsOf(membership)) return undefined
  return (
    itemsProblem(membership) ?? coverProblem(tx, grantee, policyGrants(membership, project), membership.admin === true)
  )
}

async function defaultsProblem(tx: Tx, grantee: Grantee, { before, after }: Change): Promise<WriteRefusal | undefined> {
  const [earlier, project] = [before as Project | undefined, after as Project | undefined]
  const policiesOf = (of: Project | undefined): readonly Reference[] => [
    ...(of?.defaultAccessPolicies ?? []).map(({ accessPolicy }) => accessPolicy),
    ...(of?.defaultPatientAccessPolicy === undefined ? [] : [of.defaultPatientAccessPolicy]),
  ]
  if (
    JSON.stringify([earlier?.defaultAccessPolicies, earlier?.defaultPatientAccessPolicy]) ===
    JSON.stringify([project?.defaultAccessPolicies, project?.defaultPatientAccessPolicy])
  ) {
    return undefined
  }
  const grants = policiesOf(project).map(({ reference }) => ({
    id: reference?.split('/')[1] ?? '',
    parameters: [],
  }))
  return coverProblem(tx, grantee, grants, false)
}

async function coverProblem(
  tx: Tx,
  grantee: Grantee,
  grants: readonly PolicyGrant[],
  admin: boolean,
): Promise<WriteRefusal | undefined> {
  if (admin && !grantee.admin)
    return forbidden('Only an administrator can make another user an administrator.', 'ProjectMembership.admin')
  const { policies, clauses } = await loadPolicies(tx, grantee.project, grants)
  const problem = clausesProblem(clauses)
  if (problem !== undefined) return problem
  for (const policy of policies) {
    if (policy === 'missing')
      return writeRefusal('invalid', 'unknown_policy', 'This access policy does not exist in this project.')
    if (policy === 'unreadable' || policy === 'too_large')
      return writeRefusal(
        'invalid',
        'unreadable_policy',
        policy === 'too_large'
          ? 'This access policy is larger than is allowed: make it smaller first.'
          : 'This version cannot enforce this access policy: change it first.',
      )
    const [first] = uncovered(grantee.access, policy.compiled)
    if (first !== undefined) return forbidden({ text: first.text, finding: BEYOND_OWN }, first.expression)
  }
  return undefined
}

/** The trace must not show a policy's contents. */
const BEYOND_OWN = error(
  'The access policy allows more than the administrator who grants it may do.',
  'Grant less, or let an administrator grant it who may do all of it.',
)

function forbidden<T extends string>(says: Says<T>, expression: string): WriteRefusal {
  return writeRefusal('forbidden', 'beyond_own_rights', bothOf(says), expression)
}
