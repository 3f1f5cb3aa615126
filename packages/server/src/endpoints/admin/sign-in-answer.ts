import type { Grantee } from '#domain/access'
import type { MemberSignIn } from '#domain/logins'
import type { Named, Names } from '#domain/names'
import { type Device, deviceOf } from '#pages'

/** A sign-in as administrators are told of it. */
export interface SignInAnswer {
  readonly id: string
  readonly client: Named | undefined
  /** When the app's sign-in began. */
  readonly startedAt: string
  /** When the person last proved who they are in that browser or app. */
  readonly provenAt?: string
  readonly lastUsedAt: string
  /** What the browser or app called itself. */
  readonly browser: string | undefined
  /** The same in words, as far as it is known. */
  readonly device: Device | undefined
  /** Present where it is the browser of whoever asks: to end it is to sign oneself out. */
  readonly isHere?: true
}

/** The client of a sign-in, as a reference. */
export const clientOf = ({ clientId }: MemberSignIn): string | undefined =>
  clientId === null ? undefined : `ClientApplication/${clientId}`

export function signInAnswer({ rootId: own }: Grantee, signIn: MemberSignIn, names: Names): SignInAnswer {
  const { loginId, rootId, startedAt, provenAt, lastUsedAt, browser } = signIn
  const client = clientOf(signIn)
  return {
    id: loginId,
    client: client === undefined ? undefined : names.of(client),
    startedAt: startedAt.toISOString(),
    ...(provenAt !== null && { provenAt: provenAt.toISOString() }),
    lastUsedAt: lastUsedAt.toISOString(),
    browser,
    device: browser === undefined ? undefined : deviceOf(browser),
    ...(rootId !== null && rootId === own && { isHere: true }),
  }
}
