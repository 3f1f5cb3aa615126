import { STEP_UP_SECONDS } from '#domain/logins'

/** What the app of a person asks for who must prove more, or prove it anew (RFC 9470 §3). */
export function stepUpChallenge(acrValues: readonly string[]): string {
  const values = `acr_values="${acrValues.join(' ')}", `
  return (
    'Bearer error="insufficient_user_authentication", ' +
    'error_description="More is demanded of this sign-in than was proven in it", ' +
    `${values}max_age="${STEP_UP_SECONDS}"`
  )
}
