import type { Db } from '#base/db'
import type { Allowance } from './allowance.ts'
import { consume, sharedLimiter } from './limiter.ts'
import type { ThrottleSettings } from './settings.ts'

/** A code that is about to be compared. */
export interface CodeAttempt {
  readonly allowance: Allowance
  /** The code was right, so the attempt isn't counted. */
  right(): Promise<void>
}

/** Counts a code of an account, and of what asks for it, before it is compared. */
export type CodeLimit = (userId: string, askedBy: string) => Promise<CodeAttempt>

export function codeLimit(
  db: Db,
  { wrongCodesPerAccount, wrongCodesPerSignIn, codeWindowSeconds }: ThrottleSettings,
): CodeLimit {
  const ofAccount = sharedLimiter(db, 'code-account', wrongCodesPerAccount, codeWindowSeconds)
  const ofSignIn = sharedLimiter(db, 'code-sign-in', wrongCodesPerSignIn, codeWindowSeconds)
  return async (userId, askedBy) => {
    const here = await consume(ofSignIn, 'codes', askedBy, wrongCodesPerSignIn)
    // A sign-in that has used up its own tries no longer counts against the account.
    if (!here.allowed) return { allowance: here, right: () => Promise.resolve() }
    return {
      allowance: await consume(ofAccount, 'codes', userId, wrongCodesPerAccount),
      async right() {
        await ofSignIn.reward(askedBy)
        await ofAccount.reward(userId)
      },
    }
  }
}
