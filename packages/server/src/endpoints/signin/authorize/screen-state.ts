import type { Keyring } from '#base/crypto'
import { constantTimeEqual } from '#base/crypto'
import type { AskedScreen } from '#domain/devices'
import type { Issuer } from '#domain/projects'
import type { Browser } from '#pages'

/** The screen of a sign-in, as its `state` carries it. Only our own page of codes makes one, after a person typed the code. */
export interface CarriedScreen extends AskedScreen {
  /** What the screen shows. */
  readonly code: string
  /** The browser in which the code was typed. */
  readonly browserHash: string
}

const contextOf = ({ url }: Issuer): string => `other-screen:${url}`

export function sealScreen(keyring: Keyring, issuer: Issuer, screen: CarriedScreen): string {
  return keyring.seal(JSON.stringify(screen), contextOf(issuer))
}

/** Undefined for what nobody sealed here. */
export function openScreen(
  keyring: Keyring,
  issuer: Issuer,
  state: string | null | undefined,
): CarriedScreen | undefined {
  try {
    // Only `sealScreen` seals with this context, so the shape is known.
    return JSON.parse(keyring.unseal(state ?? '', contextOf(issuer)).toString()) as CarriedScreen
  } catch {
    return undefined
  }
}

/** Whether the code was typed in this browser: a link that somebody sends begins no such sign-in. */
export function isTypedHere(
  keyring: Keyring,
  issuer: Issuer,
  browser: Browser | undefined,
  state: string | undefined,
): boolean {
  const screen = openScreen(keyring, issuer, state)
  return screen !== undefined && browser !== undefined && constantTimeEqual(screen.browserHash, browser.hash)
}
