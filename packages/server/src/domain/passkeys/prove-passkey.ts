import { accepted, type Result, refused } from '@damson/fhir'
import type { Tx } from '#base/db'
import { languageOf } from '#base/language'
import type { RequestOrigin } from '#domain/projects'
import { tellByText } from '#domain/texts'
import type { UserRow } from '#domain/users'
import { PasskeyAnswer, readAnswer } from './answer.ts'
import { makeChallenge, spendChallenge } from './challenge.ts'
import type { PasskeyDeps } from './dependencies.ts'
import { passkeyByCredential, passkeysOfUser, usePasskey } from './passkeys.store.ts'
import { type Assertion, verifyUse } from './verify.ts'

/** What a page hands to the browser to use a passkey with. */
export interface UseOptions {
  readonly rpId: string
  readonly challenge: string
  readonly allowCredentials: readonly {
    readonly id: string
    readonly type: 'public-key'
    readonly transports: readonly string[]
  }[]
  readonly userVerification: 'preferred'
}

/** Undefined where there are no passkeys. It names no credential: nobody has proven anything yet. */
export function useOptions(
  deps: Pick<PasskeyDeps, 'keyring' | 'clock' | 'passkeyHost'>,
  browserHash: string,
  issuer: RequestOrigin['issuer'],
): UseOptions | undefined {
  const rp = deps.passkeyHost.current()
  if (rp === undefined) return undefined
  const challenge = makeChallenge(deps, { purpose: 'sign-in', browserHash, issuer, userId: undefined })
  return { rpId: rp.id, challenge, allowCredentials: [], userVerification: 'preferred' }
}

/** The same for a person who has proven their password, or more: it names their credentials. Undefined if they have none. */
export async function ownUseOptions(
  deps: Pick<PasskeyDeps, 'db' | 'keyring' | 'clock' | 'passkeyHost'>,
  browserHash: string,
  issuer: RequestOrigin['issuer'],
  userId: string,
): Promise<UseOptions | undefined> {
  const options = useOptions(deps, browserHash, issuer)
  const own = options === undefined ? [] : await credentialsOf(deps.db, userId)
  return options === undefined || own.length === 0 ? undefined : { ...options, allowCredentials: own }
}

/** A person's credentials, as WebAuthn names them to a browser. */
export async function credentialsOf(tx: Tx, userId: string): Promise<UseOptions['allowCredentials']> {
  const own = await passkeysOfUser.rows(tx, userId)
  return own.map(({ credentialId: id, transports }) => ({ id, type: 'public-key', transports }))
}

export type PasskeyProblem =
  | { readonly why: 'malformed' | 'stale' | 'unverified' | 'copied_passkey' }
  /** Nobody here has it, or not any more. */
  | { readonly why: 'unknown_passkey'; readonly credentialId: string }

/** A passkey that was right. It counts once `takePasskey` has taken it. */
export interface ProvenPasskey extends Assertion {
  readonly id: string
  readonly userId: string
  readonly name: string
  /** With the user verified, a passkey is two factors: something one has, and knows or is. */
  readonly factors: readonly string[]
}

/** Whose passkey it is, if everything about the answer is right. */
export async function provePasskey(
  deps: Pick<PasskeyDeps, 'db' | 'clock' | 'keyring' | 'passkeyHost'>,
  {
    answer: text,
    browserHash,
    issuer,
    knownUser,
  }: {
    readonly answer: string
    readonly browserHash: string
    /** The person who is known already; undefined: the passkey says who it is. */
    readonly knownUser?: string
  } & Pick<RequestOrigin, 'issuer'>,
): Promise<Result<ProvenPasskey, PasskeyProblem>> {
  const { db, clock, keyring } = deps
  const rp = deps.passkeyHost.current()
  const read = readAnswer(PasskeyAnswer, text)
  if (rp === undefined || !read.ok) return refused({ why: 'malformed' })
  const { answer, said } = read.value
  const { challenge } = said
  const asked = { purpose: 'sign-in', browserHash, issuer, userId: undefined } as const
  if (!(await spendChallenge(db, keyring, challenge, asked, clock.now()))) return refused({ why: 'stale' })
  if (said.crossOrigin === true || said.topOrigin !== undefined) return refused({ why: 'unverified' })
  const found = await passkeyByCredential.maybeOne(db, answer.id)
  if (found === undefined) return refused({ why: 'unknown_passkey', credentialId: answer.id })
  // The authenticator says whose it is: the account that the credential belongs to, and no other. It may leave that out
  // where the page has named its credentials.
  const handle = answer.response.userHandle ?? (knownUser === undefined ? undefined : found.handle)
  if (handle !== found.handle) return refused({ why: 'unverified' })
  if (knownUser !== undefined && found.userId !== knownUser) return refused({ why: 'unverified' })
  const verified = await verifyUse(rp, { answer, challenge }, found)
  if (!verified.ok) return refused({ why: verified.refusal })
  const factors = [verified.value.isVerified ? 'passkey' : 'passkey-touch']
  return accepted({ ...verified.value, id: found.id, userId: found.userId, name: found.name, factors })
}

/** Takes a proven passkey, in the transaction that it opens something in. False: it is a copy, or was removed meanwhile. */
export async function takePasskey(
  tx: Tx,
  { id, userId, counter, backedUp }: ProvenPasskey,
  now: Date,
): Promise<boolean> {
  return (await usePasskey.maybeOne(tx, { id, userId, counter, backedUp, now })) !== undefined
}

/** An authenticator whose counter went back was copied, perhaps: its owner and the audit are told. */
export async function tellOfCopy(
  deps: PasskeyDeps,
  user: UserRow,
  { name }: ProvenPasskey,
  { address, userAgent, traceId, issuer }: RequestOrigin,
): Promise<void> {
  const { audit, mails } = deps
  await audit.committed({
    kind: 'factor.failed',
    project: user.project,
    outcome: 4,
    agent: { userId: user.id },
    personal: { address, userAgent },
    entity: `User/${user.id}`,
    reason: 'copied_passkey',
    traceId,
  })
  const language = languageOf(user.language)
  const postage = user.email === null ? undefined : await mails.admit(user.email)
  if (postage !== undefined) await mails.passkeyCopied(postage, name, language, issuer)
  await tellByText(deps, user, 'passkey_copied', language, issuer)
}
