/**
 * Owns: changes of people's e-mail addresses (table `email_changes`): asked for by the person or an administrator,
 * confirmed by a code to the new address in the person's own sign-in, undone by a link to the old one, which freezes
 * the account. Does not own: accounts (`domain/users`), codes (`domain/factors`), the new password that ends the freeze
 * (`domain/passwords`). Asked by: the account page, the page of the link, `User/$update-email`,
 * `User/$rescope`.
 */
export { type AskRefusal, askForEmail, cancelEmail, mailChangeCode, pendingEmail } from './ask.ts'
export { type AdminAskRefusal, askForEmailOf } from './ask-of-member.ts'
export { confirmEmail } from './confirm.ts'
export type { EmailChangeDeps } from './dependencies.ts'
export { endAllEmailChanges, endEmailChangesOf, forgetEmailChanges, undoIsOpen } from './email-changes.store.ts'
export { peekUndo, type Undoable, undoEmail } from './undo.ts'
