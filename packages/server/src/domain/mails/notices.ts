/** How an invited person who has an account signs in. */
export type AccessWay =
  | { readonly by: 'own_account' }
  /** At an address, with their organisation's account. */
  | { readonly by: 'organisation'; readonly domain: string; readonly at: string }

/** What a person is told about one of their passkeys. */
export type PasskeyNotice = 'passkey_added' | 'passkey_removed' | 'passkey_copied'

/** What a person is told of their account, with the address of the page where they can do something about it. */
export type PasswordNotice = 'password_changed' | 'password_disabled' | 'password_removed'

/** What a person is told about the deletion of their account. */
export type AccountNotice = 'deletion_asked' | 'deletion_asked_old' | 'deletion_cancelled' | 'account_deleted'

/** What an address is told about itself. */
export type EmailNotice = 'email_asked_old' | 'email_changed_new' | 'email_moved_old'

/** What a person is told about their second factors. */
export type FactorNotice = 'factor_added' | 'factor_removed' | 'recovery_made'

/** What a person is told about the recovery of their account. */
export type RecoveryNotice = 'started' | 'confirmed' | 'ready' | 'completed' | 'cancelled'

/** What the links and times of a notice are. */
export interface RecoveryFacts {
  /** The link "this wasn't me". */
  readonly stop: string
  /** The end of the waiting time. */
  readonly readyAt: Date | null
}

/** What the other administrators are told about an administrator. */
export interface AdministratorsRecovery {
  /** The account's address. */
  readonly who: string
  /** `host`: by a link that the command on the server's machine wrote. */
  readonly what: RecoveryNotice | 'host'
}

/** What administrators are told about their project. */
export type ProjectNotice = 'domain_missing' | 'domain_suspended' | 'domain_back' | 'emergency_used'
