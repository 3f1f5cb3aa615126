/** A link to put into an e-mail. */
export interface MailedLink {
  readonly id: string
  readonly secret: string
}
