import { addressesOf } from '#domain/email-domains'
import type { SignInDeps } from './dependencies.ts'

/** A sign-in with a project's emergency account. */
export interface EmergencyUse {
  readonly project: string
  readonly account: string
  readonly address: string | undefined
}

/** The e-mails are kept, and sent beside: the user does not wait for the mail server. The audit has the use already. */
export async function tellAdministrators(
  { db, clock, log, domainMails }: SignInDeps,
  { project, account, address = '' }: EmergencyUse,
): Promise<void> {
  try {
    const to = await addressesOf(db, { project })
    await domainMails.emergencyUsed({ to, project }, { account, address, at: clock.now() })
  } catch (error) {
    log.error('mail.failed', { error })
  }
}
