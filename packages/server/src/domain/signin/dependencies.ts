import type { Language } from '#base/language'
import type { Log } from '#base/log'
import type { Grantees } from '#domain/access'
import type { Personal } from '#domain/audit'
import type { Client, ClientDirectory } from '#domain/clients'
import type { Consent } from '#domain/consents'
import type { DomainMails, MethodRefusal } from '#domain/email-domains'
import type { CodeRefusal, EnrolmentDeps } from '#domain/enrolment'
import type { Passwords } from '#domain/factors'
import type { Identify, IdentifyDeps } from '#domain/identities'
import type { LaunchProblem } from '#domain/launches'
import type { AskedLevel, FactorNeed, LoginSettings, PendingLogin, Standing, Step } from '#domain/logins'
import type { Mails } from '#domain/mails'
import type { ActiveMembership, Offer } from '#domain/memberships'
import type { PasskeyHost, PasskeyProblem } from '#domain/passkeys'
import type { PasswordChoice } from '#domain/passwords'
import type { Issuer, ProjectRow, RequestOrigin } from '#domain/projects'
import type { VerifyToken } from '#domain/proof'
import type { Providers } from '#domain/providers'
import type { Allowance } from '#domain/throttle'
import type { TokenSettings } from '#domain/tokens'

/** What an app asks of a sign-in, whichever way the person proves who they are. */
export interface AppRequest {
  readonly scope: string
  readonly nonce: string | undefined
  readonly redirectUri?: string | undefined
  readonly state?: string | undefined
  readonly responseMode?: string | undefined
  readonly askConsent?: boolean | undefined
  /** A person with several roles is asked for one, whichever they chose before. */
  readonly askRole?: boolean | undefined
  /** The greatest age of the proof that the app accepts; the provider was asked for one no older. */
  readonly maxAgeSeconds?: number | undefined
  /** The assurance that the app asks for. */
  readonly acr?: AskedLevel | undefined
  /** The launch value that the app got from an EHR. */
  readonly launch?: string | undefined
  readonly browserHash?: string | undefined
  /** The person that the app expects: a proof of anyone else signs nobody in. */
  readonly expectedUser?: string | undefined
}

/** A password sign-in from the JSON API or the hosted pages. The client, if any, was found and may use that interface. */
export interface PasswordSignIn extends RequestOrigin, AppRequest {
  readonly email: string
  readonly password: string
  readonly client: Client | undefined
  /** A project's id, or `new`. */
  readonly requestedProject: string | undefined
  readonly profileType: string | undefined
  readonly codeChallenge: string
  readonly language?: Language
  /** If no step is left, the code is made in the transaction that begins the sign-in: the JSON API sends it at once. */
  readonly codeAtOnce?: true
}

export type SignInRefusal =
  /** Unknown person, wrong password, or nothing to sign in to: outsiders cannot tell these apart. */
  | { readonly why: 'wrong_credentials' }
  /** The password was right, but the app expects a different person. */
  | { readonly why: 'other_person' }
  /** The method is not allowed here. Usually the app and the e-mail domain decide this before any account is looked up. */
  | { readonly why: 'other_method'; readonly problem: MethodRefusal }
  | { readonly why: 'too_many_attempts'; readonly allowance: Allowance }
  /** Too many wrong passwords in a row: whether there is an account or not, and whatever this one was. */
  | { readonly why: 'password_disabled' }
  | {
      readonly why: 'unknown_login' | 'ended_login' | 'unknown_membership' | 'membership_set' | 'scope_not_narrower'
    }
  /** The password was right: the browser stays signed in, but the app gets nothing. */
  | { readonly why: LaunchProblem; readonly rootHandle?: string | undefined }
  | { readonly why: 'malformed_scope' | 'unsupported_scope'; readonly text: string }

/** What a sign-in needs of a second factor. */
export interface FactorQuestion extends FactorNeed {
  /** Whether a factor may also be set up in it. */
  readonly mayEnroll: boolean
  /** A device is demanded that the person's provider vouched for, and it did not. */
  readonly lacksDevice: boolean
  /** Why a code by e-mail is asked for of somebody who has no second factor. */
  readonly because?: 'new_place' | 'weak_password'
  /** For how many days the person may leave the factor out in this browser, if they prove it now. */
  readonly rememberDays?: number
  /** The factor is left out, because this browser is remembered. */
  readonly isRemembered?: true
}

/** Why a step about a second factor did nothing. */
export type FactorRefusal =
  | CodeRefusal
  /** The sign-in doesn't ask for it now. */
  | { readonly why: 'no_question' | 'method_not_allowed' | 'no_address' }
/** Why a passkey signs nobody in. */
export type PasskeyRefusal =
  | SignInRefusal
  | { readonly why: 'passkey'; readonly problem: PasskeyProblem }
  /** The passkey was right, but its account is of another project on this host. */
  | { readonly why: 'elsewhere' }

/** A membership that the person may choose. */
export type Choice = ActiveMembership

/** The state of a sign-in. */
export interface SignInState {
  readonly login: PendingLogin &
    Pick<Standing, 'passwordChangedAt' | 'language' | 'isProven' | 'memberships' | 'isNewBrowser' | 'userProject'>
  readonly step: Step
  readonly choices: readonly Choice[]
  /** Roles that the person is offered where they have none. */
  readonly offers: readonly Offer[]
  readonly client: Client | undefined
  /** What is missing of a second factor. */
  readonly factor: FactorQuestion
  /** Why this method may not continue, when the step is `other_method`. */
  readonly otherMethod: MethodRefusal | undefined
  /** The membership is the project's emergency account. */
  readonly isEmergency: boolean
  /** The account's e-mail address. */
  readonly email: string | null
  /** The project of the login or the requested one, as it was read with the login. */
  readonly project: ProjectRow | undefined
  readonly remembered: Remembered
}

/** What the person allowed the app before, if anything, and whether it covers the present request. */
export interface Remembered {
  readonly consent: Consent | undefined
  readonly isEnough: boolean
  /** Consent given now will be remembered: the app can be told apart from others. */
  readonly isKept: boolean
}

/** Who makes a step, for the audit. */
export interface SignInOrigin extends Personal {
  readonly traceId: string
  /** Where an e-mail about it leads, and its language. Left out where nobody is told. */
  readonly issuer?: Issuer
  readonly language?: Language
  /** Whether an app's own form is new to the person's network, where that was read already. */
  readonly isNewNetwork?: boolean
}

export interface SignInDeps extends EnrolmentDeps {
  readonly log: Log
  readonly grantees: Grantees
  readonly passwords: Passwords
  readonly passwordChoice: PasswordChoice
  readonly providers: Providers
  readonly verifyToken: VerifyToken
  readonly identify: Identify
  readonly identifyDeps: IdentifyDeps
  readonly clients: ClientDirectory
  readonly domainMails: DomainMails
  readonly mails: Mails
  readonly passkeyHost: PasskeyHost
  readonly loginSettings: LoginSettings
  readonly tokenSettings: TokenSettings
  /** The server runs on a developer's own machine. */
  readonly isDevelopment: boolean
}
