/**
 * Owns: the e-mails that wait for the mail server, and what became of them (table `outbox`): sent at once, tried again,
 * given up when they have expired. Texts are sealed, and deleted once sent. Does not own: what e-mails say (`domain/mails`),
 * sending (`base/mail`). Asked by: `domain/mails`, `domain/email-domains`, administration.
 */
export { findMail, type ListedMail, listMails, sendAgain } from './listed.ts'
export { expireAllMails, forgetMails, type OutboxState } from './outbox.store.ts'
export { type Attempt, createOutbox, type Outbox, type OutgoingMail, type Posting } from './outbox.ts'
export { resealMails } from './sealing.ts'
