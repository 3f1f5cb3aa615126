import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { Log } from '#base/log'
import type { Grantees } from '#domain/access'
import type { Audit, Personal } from '#domain/audit'
import type { Client, ClientDirectory } from '#domain/clients'
import type { Consent } from '#domain/consents'
import type { DomainMails, MethodRefusal } from '#domain/email-domains'
import type { Passwords } from '#domain/factors'
import type { Identify, IdentifyDeps } from '#domain/identities'
import type { LaunchProblem } from '#domain/launches'
import type { LoginSettings, PendingLogin, Step } from '#domain/logins'
import type { ActiveMembership } from '#domain/memberships'
import type { ProjectRow, RequestOrigin } from '#domain/projects'
import type { VerifyToken } from '#domain/proof'
import type { Providers } from '#domain/providers'
import type { Allowance, Throttle } from '#domain/throttle'
import type { TokenSettings } from '#domain/tokens'

/** What an app asks of a sign-in, however the person proves who they are. */
export interface AppRequest {
  readonly scope: string
  readonly nonce: string | undefined
  readonly redirectUri?: string | undefined
  readonly state?: string | undefined
  readonly responseMode?: string | undefined
  readonly askConsent?: boolean | undefined
  /** How old the app lets the proof be; a provider was asked for one that is no older. */
  readonly maxAgeSeconds?: number | undefined
  /** What an EHR launched the app with. */
  readonly launch?: string | undefined
  readonly browserHash?: string | undefined
  /** The person that the app expects: the proof of anybody else signs nobody in. */
  readonly expectedUser?: string | undefined
}

/** A password sign-in as either face asks for it. The client, if any, was found and may use that face. */
export interface PasswordSignIn extends RequestOrigin, AppRequest {
  readonly email: string
  readonly password: string
  readonly client: Client | undefined
  /** A project's id, or `new`. */
  readonly requestedProject: string | undefined
  readonly profileType: string | undefined
  readonly codeChallenge: string
}

export type SignInRefusal =
  /** Unknown person, wrong password, nowhere to sign in: outside they are one. */
  | { readonly why: 'wrong_credentials' }
  /** Somebody else than the app expects, with their own right password. */
  | { readonly why: 'other_person' }
  /** This way of signing in is not allowed there: for most, told by app and address before anything is looked up. */
  | { readonly why: 'other_method'; readonly problem: MethodRefusal }
  | { readonly why: 'too_many_attempts'; readonly allowance: Allowance }
  | {
      readonly why: 'unknown_login' | 'ended_login' | 'unknown_membership' | 'membership_set' | 'scope_not_narrower'
    }
  /** The password was right: the browser keeps the sign-in, though the app has none of it. */
  | { readonly why: LaunchProblem; readonly rootHandle?: string | undefined }
  | { readonly why: 'malformed_scope' | 'unsupported_scope'; readonly text: string }

/** A membership that may be chosen. */
export type Choice = ActiveMembership

/** Where a sign-in stands. */
export interface SignInState {
  readonly login: PendingLogin
  readonly step: Step
  readonly choices: readonly Choice[]
  readonly client: Client | undefined
  /** Why it may not go on this way, where the step is `other_method`. */
  readonly otherMethod: MethodRefusal | undefined
  /** The membership is the project's emergency account. */
  readonly isEmergency: boolean
  /** The account's address. */
  readonly email: string | null
  /** The project that it is in or asks for, as it was read with it. */
  readonly project: ProjectRow | undefined
  readonly remembered: Remembered
}

/** What the app was allowed before, if anything, and whether that is an answer to what it asks for now. */
export interface Remembered {
  readonly consent: Consent | undefined
  readonly isEnough: boolean
  /** What is allowed now will be an answer the next time: the app can be told from others. */
  readonly isKept: boolean
}

/** Who asks for a step, for the audit. */
export interface SignInOrigin extends Personal {
  readonly traceId: string
}

export interface SignInDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly keyring: Keyring
  readonly audit: Audit
  readonly throttle: Throttle
  readonly grantees: Grantees
  readonly passwords: Passwords
  readonly providers: Providers
  readonly verifyToken: VerifyToken
  readonly identify: Identify
  readonly identifyDeps: IdentifyDeps
  readonly clients: ClientDirectory
  readonly domainMails: DomainMails
  readonly loginSettings: LoginSettings
  readonly tokenSettings: TokenSettings
  /** A developer's own machine. */
  readonly isDevelopment: boolean
}
