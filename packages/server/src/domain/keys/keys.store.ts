import { sql, statement, statementByNames } from '#base/db'

/**
 * ES256 signs access tokens. RS256 signs what clients verify (SMART App Launch 2.2, statement 210), and ES256 does where
 * a client asks for it.
 */
export type Algorithm = 'ES256' | 'RS256'

export interface SigningKeyRow {
  readonly kid: string
  readonly algorithm: Algorithm
  readonly publicJwk: Record<string, unknown>
  readonly sealedPrivateJwk: string
  readonly signsFrom: Date
  readonly publishedUntil: Date
}

/** Serialises the making of keys between nodes. */
export const lockSigningKeys = statement<[], { locked: unknown }>(
  'keys.lock',
  () => sql`select pg_advisory_xact_lock(hashtext('damson.signing-keys'))::text as locked`,
)

export const publishedKeys = statement<[now: Date], SigningKeyRow>(
  'keys.published',
  (now) => sql`
    select kid, algorithm, public_jwk as "publicJwk", sealed_private_jwk as "sealedPrivateJwk",
      signs_from as "signsFrom", published_until as "publishedUntil"
    from signing_keys
    where published_until > ${now}
    order by signs_from`,
)

export const insertKey = statementByNames<
  { kid: string; algorithm: string; publicJwk: string; sealed: string; signsFrom: Date; publishedUntil: Date },
  never
>(
  'keys.insert',
  ({ kid, algorithm, publicJwk, sealed, signsFrom, publishedUntil }) => sql`
    insert into signing_keys (kid, algorithm, public_jwk, sealed_private_jwk, signs_from, published_until)
    values (${kid}, ${algorithm}, ${publicJwk}::jsonb, ${sealed}, ${signsFrom}, ${publishedUntil})`,
)

export const resealKey = statement<[sealed: string, kid: string], never>(
  'keys.reseal',
  (sealed, kid) => sql`update signing_keys set sealed_private_jwk = ${sealed} where kid = ${kid}`,
)

export const deleteExpiredKeys = statement<[now: Date], never>(
  'keys.delete-expired',
  (now) => sql`delete from signing_keys where published_until <= ${now}`,
)

export interface InstallationRow {
  readonly keyFingerprint: string
  readonly restoredAt: Date | null
  readonly restoreAcceptedAt: Date | null
}

export const installation = statement<[], InstallationRow>(
  'installation.read',
  () => sql`
    select key_fingerprint as "keyFingerprint", restored_at as "restoredAt", restore_accepted_at as "restoreAcceptedAt"
    from installation`,
)

export const insertInstallation = statement<[fingerprint: string, now: Date], never>(
  'installation.insert',
  (fingerprint, now) => sql`
    insert into installation (key_fingerprint, created_at)
    values (${fingerprint}, ${now})
    on conflict do nothing`,
)

export const renameKey = statement<[fingerprint: string, before: string], never>(
  'installation.rename-key',
  (fingerprint, before) => sql`
    update installation set key_fingerprint = ${fingerprint} where key_fingerprint = ${before}`,
)

export const one = statement<[], { one: number }>('installation.ping', () => sql`select 1 as one`, {
  timeoutMs: 1_500,
})

/** A backup may be written by a newer program, before it changes the store. */
export const canNoteBackups = statement<[], { found: boolean }>(
  'installation.can-note-backups',
  () => sql`
    select exists (
      select from information_schema.columns
      where table_schema = 'public' and table_name = 'installation' and column_name = 'backed_up_at'
    ) as found`,
)

export const noteBackupAt = statement<[now: Date], never>(
  'installation.note-backup',
  (now) => sql`update installation set backed_up_at = ${now}`,
)

export const lastBackup = statement<[], { at: Date | null }>(
  'installation.last-backup',
  () => sql`select backed_up_at as at from installation`,
)

/** The operator has considered what was revoked or erased after the backup. */
export const acceptRestored = statement<[now: Date], { singleton: boolean }>(
  'installation.accept-restored',
  (now) => sql`
    update installation set restore_accepted_at = ${now}
    where restored_at is not null and restore_accepted_at is null
    returning singleton`,
)
