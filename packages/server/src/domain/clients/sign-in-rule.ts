import type { ClientApplication } from '@damson/fhir'

/** With Damson itself, with an identity provider, or as people like. */
export type SignInRule = 'own' | 'external' | 'both'

/** How people sign in to a client. One that says nothing takes what there is. */
export function signInRuleOf({ signIn }: Pick<ClientApplication, 'signIn'>): SignInRule {
  return signIn ?? 'both'
}
