import {
  accepted,
  type Condition,
  type Patient,
  type Practitioner,
  type ProjectMembershipAccess,
  type RelatedPerson,
  type Result,
  refused,
} from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import { refusable, type Tx, UniqueViolation } from '#base/db'
import { told } from '#base/findings'
import { uuid } from '#base/random'
import type { ImportedHash } from '#domain/factors'
import { bringIdentity, type ImportedIdentity } from '#domain/identities'
import { createMembership, membershipById, membershipOfAddress, type ProfileType } from '#domain/memberships'
import { importPassword, MOST_SCHEMES, mayImport } from '#domain/passwords'
import { SYSTEM_PROJECT } from '#domain/projects'
import {
  createGated,
  findResource,
  readResource,
  type Stored,
  type WriteRefusal,
  writeRefusal,
} from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import { createUser, lockAddress, normaliseEmail, provenHolder, vouchForAddress } from '#domain/users'
import type { RegistrationDeps } from './dependencies.ts'
import { importedPerson, insertImported, lockImported } from './imported.store.ts'

/** A person as another system knew them. */
export interface PersonDraft {
  readonly project: string
  /** The line's key on every import: `id:…`, `external:…`, `identity:…`, `email:…`. */
  readonly key: string
  /** The whole line, to detect a later one with other content. */
  readonly line: string
  readonly firstName: string
  readonly lastName: string
  readonly email: string | undefined
  /** Whether the importer guarantees that the other system proved the address. */
  readonly emailVerified: boolean
  readonly externalId: string | undefined
  readonly externalIdIssuer: string | undefined
  /** Their identities at identity providers. */
  readonly identities: readonly ImportedIdentity[]
  readonly profile:
    | { readonly type: ProfileType; readonly resource: Patient | Practitioner | RelatedPerson }
    | { readonly type: ProfileType; readonly id: string }
  readonly accessPolicy: string | undefined
  readonly access: readonly ProjectMembershipAccess[] | undefined
  readonly password: ImportedHash | undefined
  /** The importer's profile. */
  readonly author: string
  readonly invitedBy: string | undefined
}

/** The importer's checks inside the transaction. */
export interface ImporterChecks {
  /** Why the importer may not give these rights; undefined if they may. */
  mayGrant(tx: Tx): Promise<WriteRefusal | undefined>
  /** The profiles of the type that the importer may read; undefined: none. */
  readonly readable: Condition | undefined
  /** Why the importer may not create the new profile or membership. */
  madeProblem(made: Stored): WriteRefusal | undefined
  record(tx: Tx, membership: Stored): Promise<void>
}

export interface ImportedPerson {
  readonly status: 'created' | 'unchanged'
  readonly userId: string
  readonly membershipId: string
  readonly profile: string
  /** The line differs from the one imported earlier; nothing was changed. */
  readonly differs: boolean
}

/**
 * Gives a person from another system an account and a membership, both only in this project. Existing accounts are never
 * found or changed. A line that was imported before changes nothing.
 */
export async function importPerson(
  deps: RegistrationDeps,
  draft: PersonDraft,
  checks: ImporterChecks,
): Promise<Result<ImportedPerson, WriteRefusal>> {
  const { db, keyring, passwords } = deps
  const known = await importedBefore(db, keyring, draft, checks)
  if (known !== undefined) return known
  // Checked before any hashing: others chose the scheme, and so what it costs.
  const scheme = draft.password === undefined ? undefined : JSON.stringify(draft.password.scheme)
  if (scheme !== undefined && !(await mayImport(db, draft.project, scheme))) return refused(TOO_MANY_SCHEMES)
  const password = draft.password === undefined ? undefined : await passwords.wrap(draft.password, draft.project)
  if (draft.password !== undefined && password === undefined) return refused(UNUSABLE_HASH)
  try {
    return await refusable(db, (tx, refuse: Refuse) => importIn(tx, deps, draft, password, checks, refuse))
  } catch (error) {
    // A person registered with the address meanwhile, and counts as its owner at once.
    if (error instanceof UniqueViolation && error.constraint === 'users_by_proven_email') return refused(ADDRESS_TAKEN)
    throw error
  }
}

type Refuse = (refusal: WriteRefusal) => never

const ADDRESS_TAKEN: WriteRefusal = writeRefusal(
  'conflict',
  'address_taken',
  'An account in this project already has this address: invite the person.',
  'email',
)

const ALREADY_MEMBER: WriteRefusal = writeRefusal(
  'conflict',
  'already_member',
  'A member of this project already has this address.',
  'email',
)

const IDENTITY_TAKEN: WriteRefusal = writeRefusal(
  'conflict',
  'identity_taken',
  'Another person in this project has this identity.',
  'identities',
)

const REMOVED: WriteRefusal = writeRefusal(
  'conflict',
  'removed_since',
  told`This person was imported before and has been removed since. An import does not bring removed people back:
    invite the person, with the externalId if there is one.`,
)

const UNUSABLE_HASH: WriteRefusal = writeRefusal(
  'invalid',
  'unknown_hash',
  'This server cannot compute a hash with these parameters: check them, or leave out passwordHash.',
  'passwordHash',
)

const TOO_MANY_SCHEMES: WriteRefusal = writeRefusal(
  'conflict',
  'too_many_hash_schemes',
  told`Until their people sign in, the imported hashes of a project can be of at most ${MOST_SCHEMES} kinds (algorithm
    and parameters). Leave out passwordHash: the person then chooses a new password.`,
  'passwordHash',
)

const UNKNOWN_PROFILE: WriteRefusal = writeRefusal(
  'invalid',
  'unknown_profile',
  'This project has no such profile that you may read.',
  'profile',
)

/**
 * The account that this line became earlier; undefined if it was never imported. Only returned to an importer who could
 * have imported it and may reach the membership.
 */
async function importedBefore(
  tx: Tx,
  keyring: Keyring,
  { project, key, line }: PersonDraft,
  { mayGrant, madeProblem }: ImporterChecks,
): Promise<Result<ImportedPerson, WriteRefusal> | undefined> {
  const known = await importedPerson.maybeOne(tx, project, key)
  if (known === undefined) return undefined
  const { userId, membershipId, lineHash, keyVersion } = known
  const [membership, stored] = [
    await membershipById.maybeOne(tx, project, membershipId),
    await findResource(tx, project, 'ProjectMembership', membershipId),
  ]
  const problem = (await mayGrant(tx)) ?? (stored === undefined || stored.deleted ? undefined : madeProblem(stored))
  if (problem !== undefined) return refused(problem)
  if (membership === undefined) return refused(REMOVED)
  const again = keyring.keyedHashWith(keyVersion, 'imported-line', line)?.toString('base64url')
  // If the key is gone, nobody can tell.
  const differs = again !== undefined && again !== lineHash
  return accepted({ status: 'unchanged', userId, membershipId, profile: membership.profile, differs })
}

async function importIn(
  tx: Tx,
  deps: RegistrationDeps,
  draft: PersonDraft,
  password: Awaited<ReturnType<RegistrationDeps['passwords']['wrap']>> | undefined,
  checks: ImporterChecks,
  refuse: Refuse,
): Promise<ImportedPerson> {
  const { mayGrant, readable, madeProblem, record } = checks
  const { gates, clock, keyring } = deps
  const now = clock.now()
  const { project, key, line, firstName, lastName, emailVerified: proven } = draft
  const email = draft.email === undefined ? undefined : normaliseEmail(draft.email)
  // Of two concurrent requests with one line, the second waits here and finds what the first made.
  await lockImported.one(tx, project, key)
  const known = await importedBefore(tx, keyring, draft, checks)
  if (known !== undefined) return known.ok ? known.value : refuse(known.refusal)
  const problem = (await mayGrant(tx)) ?? (email === undefined ? undefined : await addressProblem(tx, project, email))
  if (problem !== undefined) refuse(problem)
  const person = { project, systemProject: SYSTEM_PROJECT, firstName, lastName, email, proven }
  const { id: userId, invalidations } = await createUser(tx, gates, person, now)
  if (proven) await vouchForAddress.run(tx, userId)
  if (password !== undefined && !(await importPassword(tx, project, userId, password))) refuse(TOO_MANY_SCHEMES)
  const profile = await profileFor(tx, deps, draft, readable, madeProblem, refuse)
  const written = await createMembership(tx, gates, { ...draft, user: `User/${userId}`, profile }, now)
  if (!written.ok) return refuse(written.refusal)
  const { stored } = written.value
  const beyond = madeProblem(stored)
  if (beyond !== undefined) refuse(beyond)
  for (const identity of draft.identities)
    if (!(await bringIdentity(tx, project, identity, { userId, membershipId: stored.id }, now))) refuse(IDENTITY_TAKEN)
  const { hash, keyVersion } = keyring.keyedHash('imported-line', line)
  await insertImported.run(tx, {
    project,
    key,
    userId,
    membershipId: stored.id,
    lineHash: hash.toString('base64url'),
    keyVersion,
  })
  await record(tx, stored)
  await publishInvalidations(tx, [...invalidations, ...written.value.invalidations], now)
  return { status: 'created', userId, membershipId: stored.id, profile, differs: false }
}

/**
 * Why this project cannot use the address: one of its accounts, or a member from elsewhere, has it. Doesn't look at
 * accounts elsewhere, and so reveals nothing about them.
 */
async function addressProblem(tx: Tx, project: string, email: string): Promise<WriteRefusal | undefined> {
  await lockAddress.one(tx, email, project)
  for (const scope of [project, SYSTEM_PROJECT])
    if ((await membershipOfAddress.maybeOne(tx, project, email, scope)) !== undefined) return ALREADY_MEMBER
  return (await provenHolder.maybeOne(tx, email, project)) === undefined ? undefined : ADDRESS_TAKEN
}

/** The existing profile, if it may be read, or a new one. The gate checks that no other member uses it. */
async function profileFor(
  tx: Tx,
  { gates, clock }: RegistrationDeps,
  { project, profile, author }: PersonDraft,
  readable: Condition | undefined,
  madeProblem: ImporterChecks['madeProblem'],
  refuse: Refuse,
): Promise<string> {
  const { type } = profile
  if ('id' in profile) {
    const found = readable === undefined ? undefined : await readResource(tx, project, type, profile.id, readable)
    return found === undefined || found.deleted ? refuse(UNKNOWN_PROFILE) : `${type}/${found.id}`
  }
  const draft = { project, type, id: uuid(), resource: profile.resource, author }
  const made = await createGated(tx, gates, draft, clock.now())
  if (!made.ok) return refuse(made.refusal)
  const beyond = madeProblem(made.value.stored)
  return beyond === undefined ? `${type}/${draft.id}` : refuse(beyond)
}
