import { sql, statement, statementByNames } from '#base/db'

export interface AssertionKeyRow {
  readonly kid: string
  readonly publicJwk: Record<string, unknown>
  readonly sealedPrivateKey: string
}

export const assertionKey = statement<[providerKey: string], AssertionKeyRow>(
  'assertion-keys.read',
  (providerKey) => sql`
    select kid, public_jwk as "publicJwk", sealed_private_key as "sealedPrivateKey"
    from assertion_keys where provider_key = ${providerKey}`,
)

/** Of concurrent inserts the first wins; a provider that is gone gets none. */
export const insertAssertionKey = statementByNames<
  { providerKey: string; kid: string; publicJwk: string; sealedPrivateKey: string; now: Date },
  never
>(
  'assertion-keys.insert',
  ({ providerKey, kid, publicJwk, sealedPrivateKey, now }) => sql`
    insert into assertion_keys (provider_key, kid, public_jwk, sealed_private_key, created_at)
    select v.key, ${kid}, ${publicJwk}::jsonb, ${sealedPrivateKey}, ${now}::timestamptz
    from providers v where v.key = ${providerKey}
    on conflict do nothing`,
)

export const deleteAssertionKey = statement<[providerKey: string], never>(
  'assertion-keys.delete',
  (providerKey) => sql`delete from assertion_keys where provider_key = ${providerKey}`,
)

/** Keys that were sealed with another key version than this one. */
export const outdatedAssertionKeys = statement<[keyVersion: string], { providerKey: string; sealedPrivateKey: string }>(
  'assertion-keys.outdated',
  (keyVersion) => sql`
    select provider_key as "providerKey", sealed_private_key as "sealedPrivateKey" from assertion_keys
    where not starts_with(sealed_private_key, ${keyVersion})
    limit 500`,
)

export const resealAssertionKey = statement<[sealedPrivateKey: string, providerKey: string, earlier: string], never>(
  'assertion-keys.reseal',
  (sealedPrivateKey, providerKey, earlier) => sql`
    update assertion_keys set sealed_private_key = ${sealedPrivateKey}
    where provider_key = ${providerKey} and sealed_private_key = ${earlier}`,
)
