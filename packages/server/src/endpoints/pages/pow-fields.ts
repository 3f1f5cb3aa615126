import { type Html, html } from '#base/html'

/** The script that solves the challenge of a form before it is sent. */
export const POW_SCRIPT = 'proof-of-work.js'

/** A challenge of the bot check; undefined where there is none. */
type Pow = { readonly challenge: string; readonly bits: number } | undefined

/** What the script reads from the form's tag. */
export function powAttributes(pow: Pow): Html | undefined {
  return pow && html` data-challenge="${pow.challenge}" data-bits="${pow.bits}"`
}

/** What the form sends: the solution, or the challenge alone after a while. */
export function powFields(pow: Pow): Html | undefined {
  return (
    pow &&
    html`<input type="hidden" name="challenge" value="${pow.challenge}"><input type="hidden" name="solution" value="">
`
  )
}
