/**
 * Owns: what proves a person: today the password, hashed here or by the system that somebody came from. Verifies only;
 * writes nothing. Does not own: attempts (`domain/throttle`), accounts (`domain/users`). Asked by: sign-in, registration,
 * changing a password.
 */
export type { BroughtSlot, Wrapped } from './brought.ts'
export { type HashInParts, type HashRefusal, type ImportedHash, readImportedHash } from './imported-hash.ts'
export type { FullLane } from './lanes.ts'
export {
  createPasswords,
  type HashCost,
  type PasswordHash,
  type Passwords,
  passwordFault,
  passwordProblem,
} from './password.ts'
