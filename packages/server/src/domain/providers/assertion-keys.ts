import { type CryptoKey, exportJWK, exportPKCS8, generateKeyPair, importPKCS8, type JWK } from 'jose'
import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db, Tx } from '#base/db'
import { uuid } from '#base/random'
import {
  type AssertionKeyRow,
  assertionKey,
  insertAssertionKey,
  outdatedAssertionKeys,
  resealAssertionKey,
} from './assertion-keys.store.ts'
import type { Provider } from './provider.ts'
import { writeProviderKey } from './provider-key.ts'

/**
 * The keys that this server signs with for providers that want `private_key_jwt`. Each provider has its own, so that an
 * assertion for one is worth nothing at another, whatever audiences they accept.
 */
export interface AssertionKeys {
  /** Undefined for a provider that uses another method, or is gone. */
  signing(provider: Provider): Promise<{ readonly kid: string; readonly privateKey: CryptoKey } | undefined>
  /** The JWKS with which the provider verifies it (RFC 7517). */
  jwks(provider: Provider): Promise<{ readonly keys: readonly JWK[] } | undefined>
}

const ALGORITHM = 'RS256'

const contextOf = (providerKey: string): string => `assertion-key:${providerKey}`

export function createAssertionKeys(db: Db, keyring: Keyring, clock: Clock): AssertionKeys {
  /** Concurrent calls share one key pair: making it is expensive, and the JWKS is public. */
  const underWay = new Map<string, Promise<AssertionKeyRow | undefined>>()

  function find(provider: Provider): Promise<AssertionKeyRow | undefined> {
    if (provider.settings.tokenAuthMethod !== 'private_key_jwt') return Promise.resolve(undefined)
    const key = writeProviderKey(provider.key)
    const known = underWay.get(key)
    if (known !== undefined) return known
    const found = readOrMake(db, keyring, key, clock.now()).finally(() => underWay.delete(key))
    underWay.set(key, found)
    return found
  }

  return {
    async signing(provider) {
      const row = await find(provider)
      if (row === undefined) return undefined
      const pem = keyring.unseal(row.sealedPrivateKey, contextOf(writeProviderKey(provider.key))).toString()
      return { kid: row.kid, privateKey: await importPKCS8(pem, ALGORITHM) }
    },
    async jwks(provider) {
      const row = await find(provider)
      return row === undefined ? undefined : { keys: [row.publicJwk] }
    },
  }
}

async function readOrMake(db: Db, keyring: Keyring, key: string, now: Date): Promise<AssertionKeyRow | undefined> {
  const known = await assertionKey.maybeOne(db, key)
  if (known !== undefined) return known
  const kid = uuid()
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { extractable: true })
  const publicJwk = JSON.stringify({ ...(await exportJWK(publicKey)), kid, alg: ALGORITHM, use: 'sig' })
  await insertAssertionKey.run(db, {
    providerKey: key,
    kid,
    publicJwk,
    sealedPrivateKey: keyring.seal(await exportPKCS8(privateKey), contextOf(key)),
    now,
  })
  // Another node may have been first.
  return assertionKey.maybeOne(db, key)
}

/** Gives a provider's key to the one that takes its place, sealed for that. Nothing to do if it has none. */
export async function copyAssertionKey(tx: Tx, keyring: Keyring, from: string, to: string, now: Date): Promise<void> {
  const known = await assertionKey.maybeOne(tx, from)
  if (known === undefined) return
  const { kid, publicJwk, sealedPrivateKey } = known
  await insertAssertionKey.run(tx, {
    providerKey: to,
    kid,
    publicJwk: JSON.stringify(publicJwk),
    sealedPrivateKey: keyring.seal(keyring.unseal(sealedPrivateKey, contextOf(from)), contextOf(to)),
    now,
  })
}

/** Reseals some of what the previous master key sealed, and returns how many: 0 when none is left. */
export async function resealAssertionKeys(tx: Tx, keyring: Keyring): Promise<number> {
  const outdated = await outdatedAssertionKeys.rows(tx, keyring.fingerprint)
  for (const { providerKey, sealedPrivateKey } of outdated) {
    const context = contextOf(providerKey)
    const again = keyring.seal(keyring.unseal(sealedPrivateKey, context), context)
    await resealAssertionKey.run(tx, again, providerKey, sealedPrivateKey)
  }
  return outdated.length
}
