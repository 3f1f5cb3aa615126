/**
 * Owns: the e-mails to people about their account: invitations, links, warnings. `domain/throttle` counts how many of
 * them one address gets. No table. Does not own: the links in them (`domain/users`), sending (`domain/outbox`), the e-mails
 * about domains (`domain/email-domains`). Asked by: `domain/passwords`, `domain/passkeys`, `domain/registration`, administration,
 * linking an account.
 */
export { logoOfProject } from './brand.ts'
export { createMails } from './create-mails.ts'
export { emailsGate } from './emails-gate.ts'
export type { MailedLink } from './mailed-link.ts'
export {
  type InvitationSubject,
  type InvitedWay,
  type MailSubject,
  type Mails,
  type Postage,
  type Posted,
  toNobody,
} from './mails.ts'
export type { ProjectNotice, RecoveryNotice } from './notices.ts'
export { listTemplates, previewMail } from './preview.ts'
