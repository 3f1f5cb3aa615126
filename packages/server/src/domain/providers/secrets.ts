import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { outdatedSecrets, resealSecret } from './providers.store.ts'

/** The secrets that a provider gave this server. */
export interface ProviderSecrets {
  readonly clientSecret?: string | undefined
  readonly userInfoApiKey?: string | undefined
}

const contextOf = (key: string): string => `provider:${key}`

export function sealSecrets(keyring: Keyring, key: string, secrets: ProviderSecrets): string | null {
  const { clientSecret, userInfoApiKey } = secrets
  if (clientSecret === undefined && userInfoApiKey === undefined) return null
  return keyring.seal(JSON.stringify({ clientSecret, userInfoApiKey }), contextOf(key))
}

export function unsealSecrets(keyring: Keyring, key: string, sealed: string | null): ProviderSecrets {
  // Only `sealSecrets` writes these: the seal proves it.
  return sealed === null ? {} : (JSON.parse(keyring.unseal(sealed, contextOf(key)).toString()) as ProviderSecrets)
}

/** Reseals some of what the previous master key sealed, and returns how many: 0 when none is left. */
export async function resealProviders(tx: Tx, keyring: Keyring): Promise<number> {
  const outdated = await outdatedSecrets.rows(tx, keyring.fingerprint)
  for (const { key, sealedSecret } of outdated) {
    const again = keyring.seal(keyring.unseal(sealedSecret, contextOf(key)), contextOf(key))
    await resealSecret.run(tx, again, key, sealedSecret)
  }
  return outdated.length
}
