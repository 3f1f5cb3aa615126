import type { LoginSettings } from '#domain/logins'
import type { PasswordDeps } from '#domain/passwords'
import type { Issuer } from '#domain/projects'
import type { Gates } from '#domain/resources'
import type { Texts } from '#domain/texts'

export interface RegistrationDeps extends PasswordDeps {
  readonly loginSettings: LoginSettings
  readonly texts: Texts
  /** The server's own address. */
  readonly rootIssuer: Issuer
  /** The gates for memberships of server-wide accounts. */
  readonly invitationGates: Gates
  /** The gates for the membership of a project's first administrator. */
  readonly ownerGates: Gates
  /** Anyone may create a project: only on the embedded store behind a loopback address. */
  readonly openRegistration: boolean
}
