/**
 * Owns: choosing a password, changing it, and resetting it through a mailed link; which passwords and which people may; the
 * passwords imported from another system (table `imported_passwords`). `storePassword` and `renewPassword` write
 * `users`, too.
 * Does not own: hashing (`domain/factors`), accounts and links (`domain/users`), attempts (`domain/throttle`), signing in
 * (`domain/signin`).
 * Asked by: the sign-in API, the pages of mailed links, the account page, administration, registration, sign-in.
 */
export { accountEvent } from './account-event.ts'
export { createBlockedList } from './blocked-list.ts'
export { createBreachCheck } from './breached.ts'
export { changePassword, replacePassword } from './change-password.ts'
export { chooserOf, newChooser } from './chooser.ts'
export type { PasswordDeps } from './dependencies.ts'
export { importPassword, keptPassword, MOST_SCHEMES, mayImport } from './imported-passwords.ts'
export { tellListed } from './listed-password.ts'
export { choosingProblem } from './may-choose-password.ts'
export { type ChosenPassword, createPasswordChoice, type PasswordChoice } from './password-choice.ts'
export { faultSentence, lengthFault, type PasswordFault, SHORTEST_PASSWORD } from './password-fault.ts'
export type { PasswordRefusal } from './password-refusal.ts'
export { removeUnmailedPassword, renewPassword, schemesAsArray, storePassword } from './passwords.store.ts'
export { askedEvents, idOfNobody, mailPasswordLink, requestReset } from './reset-password.ts'
export { setPassword } from './set-password.ts'
export { PasswordSettings } from './settings.ts'
