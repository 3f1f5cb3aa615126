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
  /** All published keys, the newest of each algorithm first. */
  published(now: Date): readonly PublishedKey[]
  /**
   * Publishes successors of the keys that sign now, before they are due; each signs once every cache of the JWKS has seen it.
   * Returns the algorithms that had none waiting.
   */
  rotate(now: Date, record: (tx: Tx, made: readonly Algorithm[]) => Promise<void>): Promise<readonly Algorithm[]>
  /** Rereads the keys, and makes those that are due. Called at start and then by the clock. */
  refresh(now: Date): Promise<void>
}

/** Since when a key signs. */
export type KeyAge = Pick<SigningKeyRow, 'algorithm' | 'signsFrom'>

/** A key of the JWKS. `retired`: it signs nothing new, and what it signed is still verified by it. */
export interface PublishedKey {
  readonly kid: string
  readonly algorithm: Algorithm
  readonly state: 'next' | 'signing' | 'retired'
  readonly signsFrom: Date
  /** When its successor takes over, as far as is known now. */
  readonly signsUntil: Date
  readonly publishedUntil: Date
}

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
  const reread = async (rows: readonly SigningKeyRow[]): Promise<void> => {
    loaded = await Promise.all(rows.map((row) => load(row, keyring, loaded)))
  }
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
    published: (now) => publishedOf(loaded, settings.signingSeconds, now),
    async rotate(now, record) {
      const { rows, made } = await db.tx(async (tx) => {
        const rotated = await successorsMade(tx, keyring, settings, longestTokenSeconds, now)
        await record(tx, rotated.made)
        return rotated
      })
      await reread(rows)
      return made
    },
    async refresh(now) {
      const rows = await db.tx((tx) => dueKeysMade(tx, keyring, settings, longestTokenSeconds, now))
      await reread(rows)
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
    await makeKey(tx, keyring, algorithm, signsFrom, publishedUntil(signsFrom, settings, longestTokenSeconds))
  }
  return publishedKeys.rows(tx, now)
}

function publishedUntil(signsFrom: Date, settings: KeySettings, longestTokenSeconds: number): Date {
  const lifeSeconds = settings.signingSeconds + settings.publishedAheadSeconds * 2 + longestTokenSeconds
  return secondsAfter(signsFrom, lifeSeconds)
}

/** Makes a key for each algorithm of which none waits to take over. */
async function successorsMade(
  tx: Tx,
  keyring: Keyring,
  settings: KeySettings,
  longestTokenSeconds: number,
  now: Date,
): Promise<{ readonly rows: readonly SigningKeyRow[]; readonly made: readonly Algorithm[] }> {
  await waitLonger(tx)
  await lockSigningKeys.rows(tx)
  const before = await publishedKeys.rows(tx, now)
  const made = ALGORITHMS.filter((algorithm) =>
    before.every((row) => row.algorithm !== algorithm || row.signsFrom <= now),
  )
  const signsFrom = secondsAfter(now, settings.publishedAheadSeconds)
  for (const algorithm of made)
    await makeKey(tx, keyring, algorithm, signsFrom, publishedUntil(signsFrom, settings, longestTokenSeconds))
  return { rows: await publishedKeys.rows(tx, now), made }
}

/** `keys` are in the order in which they sign. */
function publishedOf(keys: readonly Loaded[], signingSeconds: number, now: Date): readonly PublishedKey[] {
  return ALGORITHMS.flatMap((wanted) => {
    const ofKind = keys.filter(({ algorithm, publishedUntil: until }) => algorithm === wanted && until > now)
    return ofKind
      .map(({ kid, algorithm, signsFrom, publishedUntil: until }, at) => {
        const successor = ofKind[at + 1]
        const signsUntil = successor?.signsFrom ?? secondsAfter(signsFrom, signingSeconds)
        const isOver = successor !== undefined && signsUntil <= now
        const state = signsFrom > now ? 'next' : isOver ? 'retired' : 'signing'
        return { kid, algorithm, state, signsFrom, signsUntil, publishedUntil: until } as const
      })
      .toReversed()
  })
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
