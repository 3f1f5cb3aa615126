import type { Tx } from '#base/db'
import type { Standing } from '#domain/logins'
import type { FactorMethod } from '#domain/projects'
import type { UserRow } from '#domain/users'
import { isNewPlaceOfPerson, isPasswordAlone, type PlaceDeps } from './new-place.ts'

type OwnPassword = Pick<Standing, 'factors' | 'isPasswordListed' | 'isPasswordShort' | 'enrolled'>

/** Whether the password that a sign-in proved must be replaced. */
export function needsNewPassword({ method, ...own }: OwnPassword & Pick<Standing, 'method'>): boolean {
  return method === 'password' && provesWeakPassword(own)
}

/**
 * Whether a weak password was proven: it is on the list of common ones, or so short that it needs an authenticator app
 * beside it, which its person has removed.
 */
export function provesWeakPassword({ factors, isPasswordListed, isPasswordShort, enrolled }: OwnPassword): boolean {
  if (!factors.includes('password')) return false
  return isPasswordListed === true || (isPasswordShort === true && !enrolled.includes('totp'))
}

/**
 * Whether a password that was proven alone, of a person without a second factor, opens nothing of their own account before
 * a code by e-mail: anyone may have guessed it, or it comes from where its person has not signed in.
 */
export async function needsMailedCode(
  deps: PlaceDeps,
  tx: Tx,
  user: UserRow,
  at: {
    readonly factors: readonly string[]
    readonly enrolled: readonly FactorMethod[]
    readonly browserHash: string | undefined
    readonly address: string
  },
): Promise<boolean> {
  if (at.enrolled.length > 0) return false
  return (
    (isPasswordAlone(at.factors) && provesWeakPassword({ ...user, ...at })) || isNewPlaceOfPerson(deps, tx, user, at)
  )
}
