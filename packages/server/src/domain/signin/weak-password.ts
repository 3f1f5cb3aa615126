import type { Standing } from '#domain/logins'

/**
 * Whether the password that a sign-in proved must be replaced: it is on the list of common ones, or so short that it needs
 * an authenticator app beside it, which its person has removed.
 */
export function needsNewPassword({
  method,
  factors,
  isPasswordListed,
  isPasswordShort,
  enrolled,
}: Pick<Standing, 'method' | 'factors' | 'isPasswordListed' | 'isPasswordShort' | 'enrolled'>): boolean {
  if (method !== 'password' || !factors.includes('password')) return false
  return isPasswordListed === true || (isPasswordShort === true && !enrolled.includes('totp'))
}
