import type { FastifyRequest } from 'fastify'
import { requestOriginOf } from '#answers'
import { readState } from '#domain/signin'
import type { BrowserCookies } from '#pages'
import { readRedirectUri } from '../authorize/asking-client.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { formTargetOf } from '../redirect.ts'

/** An app's request that waits in this browser for the address of a link; it goes on nowhere else. */
interface Waiting {
  readonly flow: string
  readonly handle: string
  /** The app, which the form of the link may end at. */
  readonly target: string | undefined
}

/** `step`: what it waits for, before the address is proven and after. */
export async function waitingHere(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  request: FastifyRequest,
  userId: string,
  step: 'prove_address' | 'make_patient',
): Promise<Waiting | undefined> {
  const hash = cookies.find(request)?.hash
  for (const { flow, handle } of hash === undefined ? [] : cookies.flowsOf(request)) {
    const state = await readState(deps.signIn, handle, requestOriginOf(request), hash)
    if (!state.ok || state.value.login.userId !== userId || state.value.step.step !== step) continue
    const { client, login } = state.value
    const uri = client && readRedirectUri(client, login.redirectUri ?? undefined)
    return { flow, handle, target: uri?.ok === true ? formTargetOf(uri.value) : undefined }
  }
  return undefined
}
