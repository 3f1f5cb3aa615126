import { accepted, type Result, refused } from '@damson/fhir'
import type { Tx } from '#base/db'
import { uuid } from '#base/random'
import type { AuditEntry } from '#domain/audit'
import { SYSTEM_PROJECT } from '#domain/projects'
import { decideByClaims, type ExternalPerson, fhirUserIn } from '#domain/proof'
import { everyProviderOf, identitySourceOf, type Provider, writeProviderKey } from '#domain/providers'
import type { Invalidation } from '#domain/revocation'
import { createPerson } from './create-person.ts'
import { emailProblem, formsOfEmail } from './email-problem.ts'
import { type IdentifiedPerson, type IdentifyRefusal, refusedByClaim } from './identified-person.ts'
import {
  type HeldAccountRow,
  heldAccount,
  identityOfSubject,
  insertIdentity,
  lockAccount,
  lockSubject,
  type MembershipOfPerson,
  membershipsByEmail,
  membershipsByExternalId,
  membershipsByProfile,
  membershipsByUser,
  superProjects,
  useIdentity,
} from './identities.store.ts'
import { eventOf, type IdentifyAt, type IdentifyDeps, type IdentityQuestion, isOfType } from './identity-question.ts'
import { policyByClaims } from './policy-by-claims.ts'

export type Identify = (
  tx: Tx,
  person: ExternalPerson,
  at: IdentifyAt,
  now: Date,
) => Promise<Result<IdentifiedPerson, IdentifyRefusal>>

/**
 * Identifies a provider's person: all rules about which provider may speak for which account are here. Works in the caller's
 * transaction, which the caller rolls back on a refusal.
 */
export function createIdentify(deps: IdentifyDeps): Identify {
  return async (tx, person, at, now) => {
    const { provider } = person
    if (provider.project !== SYSTEM_PROJECT && provider.project !== at.project)
      return refused({
        why: 'not_invited',
        finding: 'The provider belongs to another project, and signs no one in here.',
      })
    if ((await superProjects.rows(tx)).some(({ id }) => id === at.project))
      return refused({
        why: 'not_invited',
        finding: 'No provider may sign people in to the project of the server’s administrators.',
      })
    at.onPassed?.('project')
    const byClaims = decideByClaims(provider.settings, person.claims)
    if (byClaims.problem !== undefined) return refused(refusedByClaim(byClaims.problem))
    at.onPassed?.('rules')
    await lockSubject.rows(tx, at.project, person.issuer, person.subject)
    const known = await identityOfSubject.maybeOne(tx, at.project, person.issuer, person.subject)
    const question: IdentityQuestion = { deps, tx, person, at, byClaims, now }
    return known === undefined
      ? link(question)
      : finish(question, {
          identityId: known.id,
          userId: known.userId,
          membershipId: known.membershipId ?? undefined,
          isNew: false,
          invalidations: [],
          entries: [],
        })
  }
}

interface Linked {
  readonly identityId: string
  readonly userId: string
  readonly membershipId: string | undefined
  /** Linked just now: the insert noted its use. */
  readonly isNew: boolean
  readonly invalidations: readonly Invalidation[]
  readonly entries: readonly AuditEntry[]
}

/** For a linked person: applies what the claims choose, and checks that there is a membership to sign in to. */
async function finish(
  question: IdentityQuestion,
  { isNew, ...linked }: Linked,
): Promise<Result<IdentifiedPerson, IdentifyRefusal>> {
  const { tx, at, byClaims, now } = question
  const memberships = await membershipsByUser.rows(tx, at.project, linked.userId)
  const own = memberships.filter(
    ({ membershipId }) => linked.membershipId === undefined || membershipId === linked.membershipId,
  )
  const problem = membershipProblem(question, own)
  if (problem !== undefined) return refused(problem)
  if (!isNew) await useIdentity.run(tx, linked.identityId, byClaims.profileType ?? null, now)
  const changed = await policyByClaims(
    question,
    own.filter((membership) => maySignIn(question, membership)),
  )
  if (!changed.ok) return changed
  return accepted({
    ...linked,
    project: at.project,
    profileType: byClaims.profileType,
    invalidations: [...linked.invalidations, ...changed.value.invalidations],
    entries: [...linked.entries, ...changed.value.entries],
  })
}

/** Whether a provider may sign in to a membership, by its configuration and by the claims. */
function maySignIn({ person, byClaims }: IdentityQuestion, { profile, active }: MembershipOfPerson): boolean {
  const [type = ''] = profile.split('/')
  return active && isOfType(person.provider, type) && (byClaims.profileType ?? type) === type
}

function membershipProblem(
  question: IdentityQuestion,
  memberships: readonly MembershipOfPerson[],
): IdentifyRefusal | undefined {
  if (memberships.some((membership) => maySignIn(question, membership))) return undefined
  if (memberships.length === 0)
    return { why: 'not_invited', finding: 'The account no longer has a membership in this project.' }
  return memberships.some(({ active }) => active)
    ? {
        why: 'foreign_profile_type',
        finding: 'The account has no profile here of a type that the provider’s profileType and claimRule allow.',
      }
    : { why: 'inactive', finding: 'The account, or its membership, is switched off.' }
}

/** The first sign-in: links by external id, profile or e-mail address, or makes a new account. */
async function link(question: IdentityQuestion): Promise<Result<IdentifiedPerson, IdentifyRefusal>> {
  const { person, tx, at } = question
  const source = identitySourceOf(person.provider.settings)
  const byId = await membershipByExternalId(question)
  if (byId !== undefined) {
    const problem = membershipProblem(question, [byId])
    if (problem !== undefined) return refused(problem)
    const own = ownProofOf(await hold(question, byId.userId), 'external_id')
    if (own !== undefined) return refused(proofNeeded(byId.userId, own))
    return linkTo(question, byId.userId, byId.membershipId, 'external_id')
  }
  if (source === 'fhir-user') {
    const profile = fhirUserOf(question)
    const [membership] = profile === undefined ? [] : await membershipsByProfile.rows(tx, at.project, profile)
    return membership === undefined ? unknown(question) : vouchedFor(question, [membership], 'profile')
  }
  if (source === 'subject') return unknown(question)
  const problem = emailProblem(person)
  if (problem !== undefined) return refused(problem)
  at.onPassed?.('email')
  const memberships = await membershipsByEmail.rows(tx, at.project, formsOfEmail(person.email ?? ''), SYSTEM_PROJECT)
  if (memberships.length === 0) return unknown(question)
  if (new Set(memberships.map(({ userId }) => userId)).size > 1)
    return refused({
      why: 'ambiguous',
      finding: 'More than one account of this project has the e-mail address: link the person by externalId.',
    })
  return vouchedFor(question, memberships, 'email')
}

async function membershipByExternalId(question: IdentityQuestion): Promise<MembershipOfPerson | undefined> {
  const { tx, person, at } = question
  const [membership] = await membershipsByExternalId.rows(tx, at.project, person.subject, person.issuer)
  if (membership === undefined || membership.externalIdIssuer !== null) return membership
  return (await isOnlyIssuer(question)) ? membership : undefined
}

/** An external id without an issuer counts only if a single issuer's subjects are used in the project. */
async function isOnlyIssuer({ tx, deps, person, at }: IdentityQuestion): Promise<boolean> {
  const usesSubjects = ({ settings }: Provider): boolean => identitySourceOf(settings) === 'subject'
  const own = writeProviderKey(person.provider.key)
  const isThis = ({ key, issuer }: Provider): boolean => writeProviderKey(key) === own || issuer === person.issuer
  const others = [...(await everyProviderOf(tx, at.project)), ...deps.operators].filter(usesSubjects)
  return usesSubjects(person.provider) && others.every(isThis)
}

/** The profile in the claim fhirUser, if it is one of this server. */
function fhirUserOf({ deps, person, at }: IdentityQuestion): string | undefined {
  const said = fhirUserIn(person.claims)
  if (typeof said !== 'string') return undefined
  const base = deps.fhirUrlsOf(at.project).find((url) => said.startsWith(url)) ?? ''
  const reference = said.slice(base.length)
  return /^(Patient|Practitioner|RelatedPerson)\/[A-Za-z0-9.-]{1,64}$/.test(reference) ? reference : undefined
}

/**
 * What the account has that its owner must prove first; undefined for an account that has only a membership here.
 */
function ownProofOf(account: HeldAccountRow, how: 'external_id' | 'email' | 'profile'): string | undefined {
  if (account.hasPassword) return 'a password'
  // Whoever set one up may have no password: they sign in by e-mail, or with a passkey.
  if (account.hasFactor) return 'a second factor or a passkey'
  if (account.hasNumber) return 'a phone number that signs it in'
  // Owners choose which id belongs to whom, and what their provider says; whose the address is, they do not.
  if (how !== 'email' && account.isUsed) return 'an address that signs it in'
  if (account.isAdmin) return 'the rights of an administrator'
  if (account.isElsewhere) return 'a membership in another project'
  return account.isLinkedElsewhere ? 'another identity provider that signs it in' : undefined
}

/** Locks the account until the transaction ends, then reads it. */
async function hold({ tx, person, at }: IdentityQuestion, userId: string): Promise<HeldAccountRow> {
  await lockAccount.one(tx, userId)
  return heldAccount.one(tx, userId, at.project, person.issuer)
}

function proofNeeded(userId: string, own: string): IdentifyRefusal {
  const finding = `The account has ${own}: the person must sign in to it before it is linked.`
  return { why: 'proof_needed', userId, finding }
}

/** Links on the provider's word alone: enough only for an account that has nothing but a membership here. */
async function vouchedFor(
  question: IdentityQuestion,
  memberships: readonly MembershipOfPerson[],
  how: 'email' | 'profile',
): Promise<Result<IdentifiedPerson, IdentifyRefusal>> {
  const problem = membershipProblem(question, memberships)
  if (problem !== undefined) return refused(problem)
  const { userId, membershipId } = memberships[0] ?? { userId: '', membershipId: '' }
  const account = await hold(question, userId)
  const own = ownProofOf(account, how)
  if (account.isLinked)
    return refused({
      why: 'already_linked',
      finding:
        'Another subject of this provider is already linked to the account: an address links only the first one.',
    })
  if (own !== undefined) return refused(proofNeeded(userId, own))
  return linkTo(question, userId, how === 'profile' ? membershipId : undefined, how)
}

/** No account here matches the provider's claims. */
async function unknown(question: IdentityQuestion): Promise<Result<IdentifiedPerson, IdentifyRefusal>> {
  const { accountPolicy = 'invited' } = question.person.provider.settings
  if (accountPolicy === 'invited')
    return refused({
      why: 'not_invited',
      finding: 'The provider’s claims match no one in this project: invite the person first.',
    })
  if (accountPolicy === 'ask')
    return refused({
      why: 'ask_to_link',
      finding: 'The provider’s claims match no one in this project: the person is asked for an account to link.',
    })
  return createAndLink(question)
}

/** Makes an account with a profile and a membership, and links it. */
export async function createAndLink(question: IdentityQuestion): Promise<Result<IdentifiedPerson, IdentifyRefusal>> {
  const made = await createPerson(question)
  if (!made.ok) return made
  const { userId, membershipId, invalidations, entries } = made.value
  return linkTo(question, userId, undefined, 'created', { invalidations, entries: [...entries], membershipId })
}

export async function linkTo(
  question: IdentityQuestion,
  userId: string,
  membershipId: string | undefined,
  how: 'external_id' | 'email' | 'profile' | 'created' | 'proved',
  made: {
    readonly invalidations: readonly Invalidation[]
    readonly entries: readonly AuditEntry[]
    readonly membershipId?: string
  } = { invalidations: [], entries: [] },
): Promise<Result<IdentifiedPerson, IdentifyRefusal>> {
  const { tx, person, at, byClaims, now } = question
  const id = uuid()
  const { issuer, subject, provider } = person
  const inserted = await insertIdentity.maybeOne(tx, {
    id,
    project: at.project,
    issuer,
    subject,
    userId,
    membershipId: membershipId ?? null,
    providerKey: writeProviderKey(provider.key),
    how,
    now,
    profileType: byClaims.profileType ?? null,
    usedAt: now,
  })
  // The subject is locked, and had no identity.
  if (inserted === undefined) throw new Error('an identity was linked under the lock of another')
  const entry: AuditEntry = {
    ...eventOf(question, userId),
    kind: 'identity.linked',
    entity: `User/${userId}`,
    reason: how,
    provider: writeProviderKey(provider.key),
    identity: id,
  }
  const entries = [...made.entries, entry]
  return finish(question, {
    identityId: id,
    userId,
    membershipId,
    isNew: true,
    invalidations: made.invalidations,
    entries,
  })
}
