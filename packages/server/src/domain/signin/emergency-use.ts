import { addressesOf } from '#domain/email-domains'
import type { SignInParts } from './parts.ts'

/** A sign-in with a project's emergency account. */
export interface EmergencyUse {
  readonly project: string
  readonly account: string
  readonly address: string | undefined
}

/** Not awaited: whoever signs in does not wait for the mail server. The audit has it already. */
export async function tellAdministrators(
  { db, clock, log, domainLetters }: SignInParts,
  { project, account, address = '' }: EmergencyUse,
): Promise<void> {
  try {
    const to = await addressesOf(db, { project })
    await domainLetters.emergencyUsed(to, { account, address, at: clock.now() })
  } catch (error) {
    log.error('mail.failed', { error })
  }
}
