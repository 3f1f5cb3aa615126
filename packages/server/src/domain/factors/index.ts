/**
 * Owns: proofs of a person: today the password, hashed here or by the system that the person came from. Only verifies;
 * writes nothing. Does not own: which password may be chosen (`domain/passwords`), attempts (`domain/throttle`), accounts
 * (`domain/users`). Asked by: sign-in, registration, `domain/passwords`.
 */

export { type HashInParts, type HashRefusal, type ImportedHash, readImportedHash } from './imported-hash.ts'
export type { ImportedSlot, Wrapped } from './imported-hashing.ts'
export type { FullLane } from './lanes.ts'
export {
  createPasswords,
  type HashCost,
  LONGEST_PASSWORD,
  type PasswordHash,
  type Passwords,
  passwordLength,
} from './password.ts'
