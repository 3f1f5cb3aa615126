/**
 * Owns: the keys derived from `DAMSON_KEY` and their use: keyed hashes and sealing; decoys. Does not own: signing keys
 * (`domain/keys`) and passwords (`domain/factors`).
 */
export { type DecoyAlgorithm, type Decoys, makeDecoys } from './decoys.ts'
export { constantTimeEqual, sha256, sha256Text } from './digest.ts'
export {
  backupToken,
  createKeyring,
  type KeyedHash,
  type Keyring,
  type Purpose,
  readKey,
  type StreamedHash,
  sealingKey,
  sealWith,
  unsealWith,
} from './keyring.ts'
