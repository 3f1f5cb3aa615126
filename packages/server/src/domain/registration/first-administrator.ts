import { accepted, type Practitioner, type Result, refused, type User } from '@damson/fhir'
import { refusable, type Tx } from '#base/db'
import type { AuditEntry } from '#domain/audit'
import { STORED_CONSOLE } from '#domain/clients'
import { rememberRole } from '#domain/logins'
import { membershipsOfUser } from '#domain/memberships'
import { accountEvent, type ChosenPassword, newChooser, type PasswordFault, storePassword } from '#domain/passwords'
import { type BrowserOrigin, type Issuer, SYSTEM_PROJECT } from '#domain/projects'
import { findResource, replaceGated, resourceOf } from '#domain/resources'
import { type Invalidation, publishInvalidations } from '#domain/revocation'
import { openAtAccount, type SignInDeps } from '#domain/signin'
import {
  lockAddress,
  normaliseEmail,
  openLink,
  peekLink,
  provenHolder,
  putEmail,
  type UserRow,
  useLinksOf,
  userById,
} from '#domain/users'
import type { RegistrationDeps } from './dependencies.ts'
import { makeProject } from './new-project.ts'
import { personOf } from './person.ts'
import { endGuide, guideOf, noteFirstClient, stillAwaited } from './set-up.store.ts'

/** Who the person with the set-up link is. */
export interface AdministratorDraft {
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly password: string
}

interface SetUpLink {
  readonly id: string
  readonly secret: string
}

export type AdministratorRefusal =
  | { readonly why: 'unusable_link' }
  /** Another account of this server has proven the address. */
  | { readonly why: 'taken_address' }
  | { readonly why: 'unsuitable_password'; readonly fault: PasswordFault }

/** Whether this server still waits for its first administrator. */
export async function awaitsAdministrator({ db }: Pick<RegistrationDeps, 'db'>): Promise<boolean> {
  return (await stillAwaited.maybeOne(db))?.awaited === true
}

/** Looks at a set-up link without using it; undefined if it does not work. It is for the server's own address. */
export async function peekSetUp(
  { db, keyring, clock }: RegistrationDeps,
  { id, secret }: SetUpLink,
  { project }: Issuer,
): Promise<{ readonly userId: string; readonly expiresAt: Date } | undefined> {
  if (project !== undefined) return undefined
  const peeked = await peekLink(db, keyring, id, secret, clock.now())
  return peeked.ok && peeked.value.kind === 'set-up' ? peeked.value : undefined
}

/**
 * Makes the account of the set-up link the person's own: their name, address and password, in one transaction with the
 * sign-in of their browser. Whoever has the link runs the server, so it proves the address that they type. From now on the
 * account needs a second factor wherever it signs in. Returns the handle of the browser's sign-in.
 */
export async function becomeAdministrator(
  deps: RegistrationDeps & { readonly signIn: SignInDeps },
  link: SetUpLink,
  draft: AdministratorDraft,
  origin: BrowserOrigin & { readonly browserHash: string },
): Promise<Result<string, AdministratorRefusal>> {
  const { db, clock, passwordChoice, signIn } = deps
  const now = clock.now()
  const peeked = await peekSetUp(deps, link, origin.issuer)
  if (peeked === undefined) return refused({ why: 'unusable_link' })
  const email = normaliseEmail(draft.email)
  const user = await userById.one(db, peeked.userId)
  const chosen = await passwordChoice.choose(draft.password, await newChooser(db, origin.issuer, { ...draft, email }))
  if (!chosen.ok) return refused({ why: 'unsuitable_password', fault: chosen.refusal })
  let why: 'unusable_link' | 'taken_address' = 'unusable_link'
  const before = async (tx: Tx): Promise<boolean> => {
    await lockAddress.one(tx, email, user.project)
    const holder = await provenHolder.maybeOne(tx, email, user.project)
    if (holder !== undefined && holder.id !== user.id) why = 'taken_address'
    // The link is spared: the person types another address.
    if (why === 'taken_address' || !(await openLink(tx, deps.keyring, link.id, link.secret, now)).ok) return false
    await takeAccount(deps, tx, user, { ...draft, email, chosen: chosen.value }, origin, now)
    return true
  }
  const proof = { method: 'password', factors: ['password'], before } as const
  const handle = await openAtAccount(signIn, origin, user, proof, undefined, now)
  return handle === undefined ? refused({ why }) : accepted(handle)
}

async function takeAccount(
  { gates, audit, throttle }: RegistrationDeps,
  tx: Tx,
  user: UserRow,
  { chosen, email, firstName, lastName }: AdministratorDraft & { readonly chosen: ChosenPassword },
  origin: BrowserOrigin,
  now: Date,
): Promise<void> {
  const shown = await putEmail(tx, gates, user, { email, provenAt: now }, now)
  const named = await nameAccount(gates, tx, user, { firstName, lastName, email }, now)
  await storePassword(tx, chosen, { id: user.id, now })
  await useLinksOf.run(tx, now, user.id)
  await throttle.newPassword(tx, email)
  await throttle.places.note(tx, { userId: user.id, ...origin }, now)
  await audit.record(tx, [
    accountEvent('user.address_proven', user, origin),
    accountEvent('password.set', user, origin),
  ])
  await publishInvalidations(tx, [...shown, ...named], now)
}

/** Puts the name on the account and on the profiles that were made for it, and demands a second factor of it. */
async function nameAccount(
  gates: RegistrationDeps['gates'],
  tx: Tx,
  { id: userId, project: home }: UserRow,
  { firstName, lastName, email }: Omit<AdministratorDraft, 'password'>,
  now: Date,
): Promise<readonly Invalidation[]> {
  const invalidations: Invalidation[] = []
  const change = async <R extends User | Practitioner>(
    project: string,
    type: R['resourceType'],
    id: string,
    changes: Partial<R>,
  ): Promise<void> => {
    const stored = await findResource(tx, project, type, id)
    const resource = stored === undefined ? undefined : resourceOf<R>(stored)
    if (stored === undefined || resource === undefined) throw new Error('the first administrator has no resource')
    const draft = { project, type, id, resource: { ...resource, ...changes }, author: 'system' }
    const written = await replaceGated(tx, gates, stored, draft, now)
    if (!written.ok) throw new Error(`the first administrator could not be named: ${written.refusal.code}`)
    invalidations.push(...written.value.invalidations)
  }
  await change<User>(home, 'User', userId, { firstName, lastName, mfaRequired: true })
  for (const { project, profile } of await membershipsOfUser.rows(tx, userId)) {
    const [type = '', id = ''] = profile.split('/')
    if (type !== 'Practitioner') continue
    await change<Practitioner>(project, type, id, {
      name: [{ given: [firstName], family: lastName }],
      telecom: [{ system: 'email', value: email, use: 'work' }],
    })
  }
  return invalidations
}

/** How far the guide of the set-up link is. Undefined for a person who does not administer the server. */
export async function setUpGuide(
  { db }: Pick<RegistrationDeps, 'db'>,
  userId: string,
): Promise<{ readonly isOpen: boolean; readonly firstClient: string | null } | undefined> {
  return guideOf.maybeOne(db, userId)
}

/**
 * Makes the first project of the guide, with an app that sends people back to an address, and ends the guide. In this
 * browser, the console opens with that project: its maker is not asked to choose between it and the server's own.
 */
export async function makeFirstProject(
  deps: RegistrationDeps,
  userId: string,
  { name, redirectUri }: { readonly name: string; readonly redirectUri: string },
  { address, userAgent, traceId, browserHash }: BrowserOrigin,
): Promise<Result<void, 'guide_ended'>> {
  const { db, clock, keyring, audit } = deps
  const now = clock.now()
  return refusable(db, async (tx, refuse: (why: 'guide_ended') => never) => {
    if ((await endGuide.maybeOne(tx, now, userId)) === undefined) return refuse('guide_ended')
    const { user } = await personOf(tx, userId)
    const { firstName, lastName, email } = user
    const draft = { name, charts: true, userId, redirectUri, firstName, lastName, email }
    const made = await makeProject(tx, deps, keyring, draft, now)
    await noteFirstClient.run(tx, made.clientId)
    if (browserHash !== undefined) await openWith(tx, { userId, browserHash, membershipId: made.membershipId, now })
    const event: AuditEntry = {
      kind: 'project.created',
      project: made.project,
      outcome: 0,
      agent: { userId },
      personal: { address, userAgent },
      entity: `Project/${made.project}`,
      reason: 'set_up',
      traceId,
    }
    await audit.record(tx, [event])
    await publishInvalidations(tx, made.invalidations, now)
  })
}

/** Remembers a role for the console at the server's own address, as if the person had chosen it there. */
async function openWith(
  tx: Tx,
  role: {
    readonly userId: string
    readonly browserHash: string
    readonly membershipId: string
    readonly now: Date
  },
): Promise<void> {
  await rememberRole.run(tx, { ...role, clientId: STORED_CONSOLE, issuer: '', project: SYSTEM_PROJECT })
}
