import type { FastifyReply } from 'fastify'
import { type Browser, brandOf, type Fault, type SignInStep, sendPage, wordsOf } from '#answers'
import type { AuthorizeRequest } from './authorize-request.ts'
import { sealRequest } from './carried-request.ts'
import type { SigninParts } from './parts.ts'
import { signInPage } from './sign-in-page.ts'

/** The sign-in page with the request sealed into it for this browser. */
export async function showSignIn(
  parts: SigninParts,
  reply: FastifyReply,
  status: number,
  browser: Browser,
  asked: {
    readonly step?: SignInStep
    readonly request: AuthorizeRequest
    readonly email: string | undefined
    readonly fault: Fault | undefined
  },
): Promise<FastifyReply> {
  const sealed = sealRequest(parts.keyring, asked.request, reply.request.issuer, browser, parts.clock.now())
  const brand = await brandOf(parts, asked.request.client.project)
  return sendPage(
    reply,
    status,
    signInPage(wordsOf(reply.request), {
      step: 'email',
      ...asked,
      brand,
      sealed,
    }),
  )
}
