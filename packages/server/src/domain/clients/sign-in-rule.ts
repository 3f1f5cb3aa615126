import type { ClientApplication } from '@damson/fhir'

/** With Damson itself, with an identity provider, or with either. */
export type SignInRule = 'own' | 'external' | 'both'

/** How people sign in to a client. By default it accepts every method that it has. */
export function signInRuleOf({ signIn }: Pick<ClientApplication, 'signIn'>): SignInRule {
  return signIn ?? 'both'
}
