import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import { type Db, type Tx, waitLonger } from '#base/db'
import { uuid } from '#base/random'
import {
  type Algorithm,
  deleteExpiredKeys,
  insertKey,
  lockSigningKeys,
  publishedKeys,
  resealKey,
  type SigningKeyRow,
} from './keys.store.ts'
import type { KeySettings } from './settings.ts'

const ALGORITHMS: readonly Algorithm[] = ['ES256', 'RS256']

export interface SigningKey {
  readonly kid: string
  readonly algorithm: Algorithm
  readonly privateKey: CryptoKey
}

export interface SigningKeys {
  /** The key that signs now. */
  signing(algorithm: Algorithm, now: Date): SigningKey
  /** The public key with that id, for checking our own tokens; undefined if it never existed or was discarded. */
  verifying(kid: string, now: Date): { readonly algorithm: Algorithm; readonly publicKey: CryptoKey } | undefined
  /** The JWKS as served (RFC 7517): the public parts of all published keys. */
  jwks(now: Date): { readonly keys: readonly JWK[] }
  /** The keys that sign now, and since when. */
  ages(now: Date): readonly KeyAge[]
  /** Those whose successor should have taken over by now. */
  overdue(now: Date): readonly KeyAge[]
  /** Rereads the keys, and makes those that are due. Called at start and then by the clock. */
  refresh(now: Date): Promise<void>
}

/** Since when a key signs. */
export type KeyAge = Pick<SigningKeyRow, 'algorithm' | 'signsFrom'>

interface Loaded extends SigningKey {
  readonly publicKey: CryptoKey
  readonly publicJwk: JWK
  readonly signsFrom: Date
  readonly publishedUntil: Date
}

const context = (kid: string): string => `signing-key:${kid}`

/** `longestTokenSeconds`: how long a key stays published after it stopped signing. */
export function createSigningKeys(
  db: Db,
  keyring: Keyring,
  settings: KeySettings,
  longestTokenSeconds: number,
): SigningKeys {
  let loaded: readonly Loaded[] = []
  const signsAt = (key: Loaded, algorithm: Algorithm, now: Date): boolean =>
    key.algorithm === algorithm && key.signsFrom <= now
  const ages = (now: Date): readonly KeyAge[] =>
    ALGORITHMS.flatMap((algorithm) => loaded.findLast((key) => signsAt(key, algorithm, now)) ?? [])
  const dueSeconds = settings.signingSeconds + settings.publishedAheadSeconds
  return {
    ages,
    overdue: (now) => ages(now).filter(({ signsFrom }) => secondsAfter(signsFrom, dueSeconds) < now),
    signing(algorithm, now) {
      const key = loaded.findLast((candidate) => signsAt(candidate, algorithm, now))
      if (key === undefined) throw new Error(`no ${algorithm} signing key is loaded`)
      return key
    },
    verifying: (kid, now) => loaded.find((key) => key.kid === kid && key.publishedUntil > now),
    jwks: (now) => ({ keys: loaded.filter((key) => key.publishedUntil > now).map((key) => key.publicJwk) }),
    async refresh(now) {
      const rows = await db.tx((tx) => dueKeysMade(tx, keyring, settings, longestTokenSeconds, now))
      loaded = await Promise.all(rows.map((row) => load(row, keyring, loaded)))
    },
  }
}

async function dueKeysMade(
  tx: Tx,
  keyring: Keyring,
  settings: KeySettings,
  longestTokenSeconds: number,
  now: Date,
): Promise<readonly SigningKeyRow[]> {
  await waitLonger(tx)
  await lockSigningKeys.rows(tx)
  await deleteExpiredKeys.run(tx, now)
  const rows = await publishedKeys.rows(tx, now)
  for (const row of rows.filter((candidate) => !candidate.sealedPrivateJwk.startsWith(`${keyring.fingerprint}.`))) {
    await resealKey.run(
      tx,
      keyring.seal(keyring.unseal(row.sealedPrivateJwk, context(row.kid)), context(row.kid)),
      row.kid,
    )
  }
  for (const algorithm of ALGORITHMS) {
    const newest = rows.findLast((row) => row.algorithm === algorithm)
    const successorSignsFrom = newest === undefined ? now : secondsAfter(newest.signsFrom, settings.signingSeconds)
    const due = newest === undefined || successorSignsFrom <= secondsAfter(now, settings.publishedAheadSeconds)
    if (!due) continue
    // If no node ran for long, the successor is late; it is still published before it signs.
    const earliest = newest === undefined ? now : secondsAfter(now, settings.publishedAheadSeconds)
    const signsFrom = successorSignsFrom > earliest ? successorSignsFrom : earliest
    const lifeSeconds = settings.signingSeconds + settings.publishedAheadSeconds * 2 + longestTokenSeconds
    await makeKey(tx, keyring, algorithm, signsFrom, secondsAfter(signsFrom, lifeSeconds))
  }
  return publishedKeys.rows(tx, now)
}

async function makeKey(
  tx: Tx,
  keyring: Keyring,
  algorithm: Algorithm,
  signsFrom: Date,
  publishedUntil: Date,
): Promise<void> {
  const kid = uuid()
  const pair = await generateKeyPair(algorithm, { extractable: true })
  const publicJwk = { ...(await exportJWK(pair.publicKey)), kid, alg: algorithm, use: 'sig' }
  const privateJwk = JSON.stringify(await exportJWK(pair.privateKey))
  await insertKey.run(tx, {
    kid,
    algorithm,
    publicJwk: JSON.stringify(publicJwk),
    sealed: keyring.seal(privateJwk, context(kid)),
    signsFrom,
    publishedUntil,
  })
}

async function load(row: SigningKeyRow, keyring: Keyring, known: readonly Loaded[]): Promise<Loaded> {
  const same = known.find((key) => key.kid === row.kid)
  if (same !== undefined) return same
  const privateJwk: JWK = JSON.parse(keyring.unseal(row.sealedPrivateJwk, context(row.kid)).toString())
  const [privateKey, publicKey] = await Promise.all([
    importKey(privateJwk, row.algorithm),
    importKey(row.publicJwk, row.algorithm),
  ])
  const { kid, algorithm, signsFrom, publishedUntil } = row
  return { kid, algorithm, privateKey, publicKey, publicJwk: row.publicJwk, signsFrom, publishedUntil }
}

async function importKey(jwk: JWK, algorithm: Algorithm): Promise<CryptoKey> {
  const key = await importJWK(jwk, algorithm)
  if (key instanceof Uint8Array) throw new Error('a signing key is not an asymmetric key')
  return key
}
