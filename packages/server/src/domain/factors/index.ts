/**
 * Owns: what proves a person: today the password. Verifies only; writes nothing. Does not own: attempts
 * (`domain/throttle`), accounts (`domain/users`). Asked by: sign-in, registration, changing a password.
 */
export { createPasswords, type PasswordHash, type Passwords, passwordFault, passwordProblem } from './password.ts'
