import type { ProviderFailure } from '#domain/providers'

/** What is checked when a browser comes back from a provider, in the order in which it is. */
export const CHECKS = [
  /** The settings of the provider are whole, and its metadata could be had. */
  'settings',
  /** The answer belongs to a round trip that this browser began, and comes once and in time. */
  'state',
  'code',
  /** The token endpoint answered, and knows this server. */
  'client',
  'id_token',
  'time',
  'issuer',
  'audience',
  'nonce',
  'signature',
  /** The claims, with those of userinfo, say who it is. */
  'person',
] as const
export type Check = (typeof CHECKS)[number]

/** How far a round trip came. What is in neither was not reached. */
export interface Reached {
  readonly passed: readonly Check[]
  readonly failed: Check | undefined
}

/** What those who check report to, as they go. */
export interface Progress {
  pass(...checks: readonly Check[]): void
  /** The library checks an answer and its id token in one go: what it refuses tells what it had checked. */
  refusedByLibrary(failure: ProviderFailure): void
  /** The id token is checked: what fails from now on is of the claims. */
  idTokenDone(): void
  passed(): Reached
  failedBy(failure: ProviderFailure): Reached
}

/** Failures that only one check has, whenever it is made: some are made twice. Others are of the first check not passed. */
const CHECK_OF: Readonly<Record<string, Check>> = {
  provider_declined: 'code',
  wrong_answerer: 'code',
  no_code: 'code',
  client_refused: 'client',
  event_token: 'id_token',
  bound_token: 'id_token',
  wrong_token_use: 'id_token',
  expired_token: 'time',
  future_token: 'time',
  wrong_times: 'time',
  wrong_issuer: 'issuer',
  wrong_audience: 'audience',
  wrong_party: 'audience',
  wrong_nonce: 'nonce',
  wrong_at_hash: 'nonce',
}

/** Of an id token the library checks these, in this order, after it has seen whether each claim is there. */
const BY_LIBRARY: readonly Check[] = ['time', 'issuer', 'audience', 'nonce']

export function createProgress(...begun: readonly Check[]): Progress {
  const done = new Set<Check>(begun)
  const inOrder = (): readonly Check[] => CHECKS.filter((check) => done.has(check))
  let isOfClaims = false
  const pass = (...checks: readonly Check[]): void => {
    for (const check of checks) done.add(check)
  }
  return {
    pass,
    refusedByLibrary({ code, finding }) {
      const at = BY_LIBRARY.indexOf(CHECK_OF[code] ?? 'code')
      if (at < 0) return
      pass('code', 'client', 'id_token')
      if (!/ missing/.test(finding)) pass(...BY_LIBRARY.slice(0, at))
    },
    idTokenDone() {
      isOfClaims = true
    },
    passed: () => ({ passed: inOrder(), failed: undefined }),
    failedBy({ code }) {
      const failed = isOfClaims ? 'person' : (CHECK_OF[code] ?? CHECKS.find((check) => !done.has(check)))
      return { passed: inOrder().filter((check) => check !== failed), failed }
    },
  }
}
