/** What a provider is to ask the person. */
export interface Asking {
  /** The person must sign in to the provider again. */
  readonly isAnew?: boolean | undefined
  /** The provider is asked for that, and believed without: not every provider can. */
  readonly asksAnew?: boolean | undefined
  /** The person chooses an account of the provider, which would otherwise continue with the one that it knows. */
  readonly choosesAccount?: boolean | undefined
}

/**
 * The `prompt` of a request to a provider. `supported`: what its metadata says of prompts, if anything. A provider that
 * says that it cannot let people choose lets them sign in again instead.
 */
export function promptOf(
  { isAnew, asksAnew, choosesAccount }: Asking,
  supported: unknown,
): { readonly prompt?: 'login' | 'select_account' } {
  if (isAnew === true || asksAnew === true) return { prompt: 'login' }
  if (choosesAccount !== true) return {}
  return { prompt: Array.isArray(supported) && !supported.includes('select_account') ? 'login' : 'select_account' }
}
