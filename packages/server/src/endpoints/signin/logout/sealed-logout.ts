import { secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import { matchPostLogoutUri } from '#domain/clients'
import type { Issuer } from '#domain/projects'
import { type Browser, PAGE_SECONDS } from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import type { LogoutRequest } from './logout-request.ts'

type SealDeps = Pick<SignInPageDeps, 'keyring' | 'clock' | 'clients'>

/** A sign-out request as plain values. Its client and addresses are looked up again when it is read. */
export interface CarriedLogout {
  readonly clientId: string | undefined
  readonly to: string | undefined
  readonly state: string | undefined
}

/** The sealed content of the page that asks. It works only in this browser, for this sign-in. */
export function sealConfirmation(
  { keyring, clock }: SealDeps,
  browser: Browser,
  rootId: string,
  asked: LogoutRequest,
): string {
  const until = secondsAfter(clock.now(), PAGE_SECONDS).getTime()
  return sealFor(keyring, 'logout', browser, { rootId, until, asked: carriedLogout(asked) })
}

export async function openConfirmation(
  deps: SealDeps,
  issuer: Issuer,
  browser: Browser,
  sealed: string,
): Promise<{ readonly rootId: string; readonly asked: LogoutRequest } | undefined> {
  const opened = unsealFor<{ rootId: string; until: number; asked: CarriedLogout }>(
    deps.keyring,
    'logout',
    browser,
    sealed,
  )
  if (opened === undefined || opened.until <= deps.clock.now().getTime()) return undefined
  return { rootId: opened.rootId, asked: await readCarried(deps, issuer, opened.asked) }
}

export function carriedLogout({ client, to, state }: LogoutRequest): CarriedLogout {
  return { clientId: client?.id, to, state }
}

/** Checks the client and its addresses again, because they may have changed. */
export async function readCarried(
  { clients }: SealDeps,
  issuer: Issuer,
  carried: CarriedLogout,
): Promise<LogoutRequest> {
  const found = carried.clientId === undefined ? undefined : await clients.find(carried.clientId, issuer)
  const client = found?.active === true ? found : undefined
  const to = client === undefined || carried.to === undefined ? undefined : matchPostLogoutUri(client, carried.to)
  return { client, hint: undefined, to, state: carried.state }
}

type Use = 'logout' | 'signed-out'
const contextOf = (use: Use, browser: Browser): string => `${use}:${browser.hash}`

export function sealFor(keyring: Keyring, use: Use, browser: Browser, value: object): string {
  return keyring.seal(JSON.stringify(value), contextOf(use, browser))
}

export function unsealFor<T>(keyring: Keyring, use: Use, browser: Browser, sealed: string): T | undefined {
  try {
    // Only `sealFor` seals with this context, so the shape is known.
    return JSON.parse(keyring.unseal(sealed, contextOf(use, browser)).toString()) as T
  } catch {
    return undefined
  }
}
