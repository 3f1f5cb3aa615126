/**
 * Owns: the keys derived from `DAMSON_KEY`, and what is done with them: keyed hashes and sealing.
 * Does not own: signing keys (`domain/keys`) and passwords (`domain/factors`).
 */
export { constantTimeEqual, sha256, sha256Text } from './digest.ts'
export {
  backupToken,
  createKeyring,
  type KeyedHash,
  type Keyring,
  type Purpose,
  readKey,
  sealingKey,
  sealWith,
  unsealWith,
} from './keyring.ts'
