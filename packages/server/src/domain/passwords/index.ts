/**
 * Owns: choosing a password, changing it, and resetting it through a mailed link; which passwords and which people may; the
 * passwords imported from another system (table `imported_passwords`). `putPassword` and `renewPassword` write
 * `users`, too.
 * Does not own: hashing (`domain/factors`), accounts and links (`domain/users`), attempts (`domain/throttle`), signing in
 * (`domain/signin`).
 * Asked by: the sign-in API, the pages of mailed links, the account page, administration, registration, sign-in.
 */
export { accountEvent } from './account-event.ts'
export { changePassword } from './change-password.ts'
export type { PasswordDeps } from './dependencies.ts'
export { importPassword, keptPassword, MOST_SCHEMES, mayImport } from './imported-passwords.ts'
export { passwordFault, passwordProblem } from './password-fault.ts'
export type { PasswordRefusal } from './password-refusal.ts'
export { putPassword, renewPassword, schemesAsArray } from './passwords.store.ts'
export { requestReset, resetByAdmin } from './reset-password.ts'
export { setPassword } from './set-password.ts'
