import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import { refusable, type Tx } from '#base/db'
import { languageOf } from '#base/language'
import { unguessable, uuid } from '#base/random'
import type { AuditEntry } from '#domain/audit'
import { factorsOf } from '#domain/factors'
import { endLoginsOfUser, passesGuard, touchRoot } from '#domain/logins'
import type { RequestOrigin } from '#domain/projects'
import { publishInvalidations } from '#domain/revocation'
import { tellByText } from '#domain/texts'
import { holdUser, type UserRow } from '#domain/users'
import { NewPasskeyAnswer, readAnswer } from './answer.ts'
import { authenticatorName } from './authenticators.ts'
import { CHALLENGE_SECONDS, makeChallenge, spendChallenge } from './challenge.ts'
import type { PasskeyDeps } from './dependencies.ts'
import {
  deleteOne,
  handleOf,
  insertPasskey,
  noteOffer,
  type PasskeyRow,
  passkeysOfUser,
  renameOne,
} from './passkeys.store.ts'
import { credentialsOf } from './prove-passkey.ts'
import { fixHost, type RelyingParty } from './relying-party.ts'
import { ALGORITHMS, type NewCredential, verifyNew } from './verify.ts'

/** The most passkeys of one account. */
const MOST = 20
const LONGEST_NAME = 60

/** The person to whom a page belongs, and the browser that it was shown in. */
export interface Owner {
  readonly user: UserRow
  readonly browserHash: string
}

/** What a page hands to the browser to make a passkey with, in the form of WebAuthn §5.4. */
export interface NewPasskeyOptions {
  readonly rp: { readonly id: string; readonly name: string }
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string }
  readonly [name: string]: unknown
}

/** Undefined where there are no passkeys. The person has proven who they are: what they have is told. */
export async function newPasskeyOptions(
  deps: PasskeyDeps,
  { user, browserHash }: Owner,
  { issuer, host }: { readonly issuer: RequestOrigin['issuer']; readonly host: string },
): Promise<NewPasskeyOptions | undefined> {
  const rp = deps.passkeyHost.current()
  if (rp === undefined) return undefined
  const name = user.email ?? ''
  const { handle } = await handleOf.one(deps.db, user.id, unguessable())
  return {
    rp: { id: rp.id, name: host },
    user: { id: handle, name, displayName: name },
    challenge: makeChallenge(deps, { purpose: 'register', browserHash, issuer, userId: user.id }),
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
    timeout: CHALLENGE_SECONDS * 1_000,
    excludeCredentials: await credentialsOf(deps.db, user.id),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'preferred' },
    attestation: 'none',
  }
}

export interface NewPasskeyRefusal {
  readonly why:
    | 'malformed'
    | 'stale'
    | 'unverified'
    | 'known_passkey'
    | 'too_many_passkeys'
    | 'no_passkeys'
    | 'proof_needed'
}

/** An answer to `newPasskeyOptions`. */
export interface NewPasskey {
  readonly answer: string
  /** What it is called where its product is unknown. */
  readonly fallbackName: string
  /** The sign-in, and what it has proven: where the person has a factor already, that one. */
  readonly rootId: string
  readonly proven: readonly string[]
}

/** Adds a passkey to the account of a person who has just proven who they are. */
export async function addPasskey(
  deps: PasskeyDeps,
  { user, browserHash }: Owner,
  { answer: text, fallbackName, rootId, proven }: NewPasskey,
  origin: RequestOrigin,
): Promise<Result<void, NewPasskeyRefusal>> {
  const { db, clock, audit } = deps
  const verified = await verifyNewPasskey(deps, { user, browserHash }, { answer: text, fallbackName }, origin)
  if (!verified.ok) return verified
  const made = verified.value
  const added = await refusable(db, async (tx, refuse: (refusal: NewPasskeyRefusal) => never) => {
    const now = clock.now()
    const { active } = await holdUser.one(tx, user.id)
    // Whoever ends the person's sign-ins, such as a recovery, or the owner of an earlier address, does so before, or
    // finds the passkey: otherwise a thief's would outlive them.
    if (!active || (await touchRoot.maybeOne(tx, now, rootId)) === undefined) return refuse({ why: 'proof_needed' })
    const own = await passkeysOfUser.rows(tx, user.id)
    const enrolled = (await factorsOf.rows(tx, user.id)).map(({ kind }) => kind)
    if (!passesGuard({ enrolled, hasPasskeys: own.length > 0 }, proven)) return refuse({ why: 'proof_needed' })
    if (own.length >= MOST) return refuse({ why: 'too_many_passkeys' })
    const problem = await putPasskey(tx, user.id, made, now)
    if (problem !== undefined) return refuse(problem)
    await audit.record(tx, [factorEvent('factor.added', user, origin)])
  })
  if (!added.ok) return added
  await tellOwner(deps, user, 'passkey_added', made.name, origin)
  return accepted(undefined)
}

/** A passkey that a browser has made, and that is nobody's yet. */
export interface VerifiedPasskey {
  readonly rp: RelyingParty
  readonly name: string
  readonly credential: Omit<NewCredential, 'isVerified'>
  /** It verifies its user, and so is two factors. */
  readonly isVerified: boolean
}

/** Verifies an answer to `newPasskeyOptions`, whose challenge it uses up. */
export async function verifyNewPasskey(
  { db, clock, keyring, passkeyHost }: PasskeyDeps,
  { user, browserHash }: Owner,
  { answer: text, fallbackName }: Pick<NewPasskey, 'answer' | 'fallbackName'>,
  { issuer }: Pick<RequestOrigin, 'issuer'>,
): Promise<Result<VerifiedPasskey, NewPasskeyRefusal>> {
  const rp = passkeyHost.current()
  if (rp === undefined) return refused({ why: 'no_passkeys' })
  const read = readAnswer(NewPasskeyAnswer, text)
  if (!read.ok) return refused({ why: read.refusal })
  const { answer, said } = read.value
  const { challenge } = said
  const asked = { purpose: 'register', browserHash, issuer, userId: user.id } as const
  if (!(await spendChallenge(db, keyring, challenge, asked, clock.now()))) return refused({ why: 'stale' })
  if (said.crossOrigin === true || said.topOrigin !== undefined) return refused({ why: 'unverified' })
  const verified = await verifyNew(rp, { answer, challenge })
  if (!verified.ok) return refused({ why: verified.refusal })
  const { isVerified, ...credential } = verified.value
  const name = (authenticatorName(credential.aaguid) ?? fallbackName).slice(0, LONGEST_NAME)
  return accepted({ rp, name, credential, isVerified })
}

/** Gives a verified passkey to an account. Who may have one added, the caller knows. */
export async function putPasskey(
  tx: Tx,
  userId: string,
  { rp, name, credential }: VerifiedPasskey,
  now: Date,
): Promise<NewPasskeyRefusal | undefined> {
  if (!(await fixHost(tx, rp, now))) return { why: 'no_passkeys' }
  const made = await insertPasskey.maybeOne(tx, { id: uuid(), userId, name, now, ...credential })
  return made === undefined ? { why: 'known_passkey' } : undefined
}

export type OwnPasskey = PasskeyRow & { readonly product: string | undefined }

export async function passkeysOf(tx: Tx, userId: string): Promise<readonly OwnPasskey[]> {
  const own = await passkeysOfUser.rows(tx, userId)
  return own.map((one) => ({ ...one, product: authenticatorName(one.aaguid) }))
}

/** False: no such passkey, or no name. */
export async function renamePasskey(
  { db, audit }: PasskeyDeps,
  user: UserRow,
  { id, name }: { readonly id: string; readonly name: string },
  origin: RequestOrigin,
): Promise<boolean> {
  const plain = name
    .normalize('NFC')
    .replace(/\p{C}+/gu, ' ')
    .trim()
  const given = Array.from(plain).slice(0, LONGEST_NAME).join('')
  if (given === '') return false
  return db.tx(async (tx) => {
    if ((await renameOne.maybeOne(tx, given, id, user.id)) === undefined) return false
    await audit.record(tx, [factorEvent('factor.renamed', user, origin)])
    return true
  })
}

/** Removes a passkey, which whoever holds it may have used: all other sign-ins of the person end. */
export async function removePasskey(
  deps: PasskeyDeps,
  user: UserRow,
  { id, rootId }: { readonly id: string; readonly rootId: string },
  origin: RequestOrigin,
): Promise<boolean> {
  const { db, clock, audit } = deps
  const now = clock.now()
  const gone = await db.tx(async (tx) => {
    const deleted = await deleteOne.maybeOne(tx, id, user.id)
    if (deleted === undefined) return undefined
    const ended = await endLoginsOfUser(tx, user.id, rootId, 'passkey_removed', now)
    await audit.record(tx, [factorEvent('factor.removed', user, origin)])
    await publishInvalidations(tx, ended, now)
    return deleted
  })
  if (gone !== undefined) await tellOwner(deps, user, 'passkey_removed', gone.name, origin)
  return gone !== undefined
}

/** Tells the person by e-mail, else at the phone by which they sign in. */
async function tellOwner(
  deps: PasskeyDeps,
  user: UserRow,
  what: 'passkey_added' | 'passkey_removed',
  name: string,
  { issuer }: RequestOrigin,
): Promise<void> {
  const language = languageOf(user.language)
  if (user.email !== null) await deps.mails.passkeyNotice(user.email, what, name, language, issuer)
  await tellByText(deps, user, 'changed', language, issuer)
}

const OFFER_DAYS = 30

/** Whether to ask the person if they want a passkey: those who have none, once in 30 days. They are asked now. */
export async function takeOffer({ db, clock, passkeyHost }: PasskeyDeps, userId: string): Promise<boolean> {
  if (passkeyHost.current() === undefined) return false
  const now = clock.now()
  const since = secondsAfter(now, -OFFER_DAYS * 86_400)
  return (await noteOffer.maybeOne(db, { userId, handle: unguessable(), now, since })) !== undefined
}

/** What browsers are told of the passkeys that still count, so that they forget the others (WebAuthn §5.1.10). */
export interface Signal {
  readonly rpId: string
  readonly userId: string
  readonly name: string
  readonly allAcceptedCredentialIds: readonly string[]
}

export async function signalOf(
  { db }: Pick<PasskeyDeps, 'db'>,
  { id: rpId }: RelyingParty,
  user: UserRow,
  own: readonly PasskeyRow[],
): Promise<Signal> {
  const { handle } = await handleOf.one(db, user.id, unguessable())
  return {
    rpId,
    userId: handle,
    name: user.email ?? '',
    allAcceptedCredentialIds: own.map(({ credentialId }) => credentialId),
  }
}

export function factorEvent(
  kind: 'factor.added' | 'factor.removed' | 'factor.renamed',
  user: UserRow,
  { address, userAgent, traceId }: RequestOrigin,
): AuditEntry {
  return {
    kind,
    project: user.project,
    outcome: 0,
    agent: { userId: user.id },
    personal: { address, userAgent },
    entity: `User/${user.id}`,
    reason: 'passkey',
    traceId,
  }
}
