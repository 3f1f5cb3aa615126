/**
 * Owns: the signing keys, their rotation and the JWKS; the table `signing_keys`, and the key's fingerprint in
 * `installation`. Does not own: derived keys (`base/crypto`). Asked by: tokens, discovery, app.
 */

export { claimInstallation, type InstallationRefusal, noteBackup, ping } from './installation.ts'
export type { Algorithm } from './keys.store.ts'
export { acceptRestored, installation, lastBackup } from './keys.store.ts'
export { KeySettings } from './settings.ts'
export { createSigningKeys, type PublishedKey, type SigningKeys } from './signing-keys.ts'
