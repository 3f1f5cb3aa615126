import type { FastifyReply } from 'fastify'
import { type Browser, sendPage } from '#answers'
import type { AuthorizeRequest } from './authorize-request.ts'
import { brandOf } from './brand.ts'
import { sealRequest } from './carried-request.ts'
import type { Fault } from './form-fields.ts'
import type { SigninParts } from './parts.ts'
import { signInPage } from './sign-in-page.ts'

/** The sign-in page with the request sealed into it for this browser. */
export async function showSignIn(
  parts: SigninParts,
  reply: FastifyReply,
  status: number,
  browser: Browser,
  asked: {
    readonly request: AuthorizeRequest
    readonly email: string | undefined
    readonly fault: Fault | undefined
  },
): Promise<FastifyReply> {
  const sealed = sealRequest(parts.keyring, asked.request, browser, parts.clock.now())
  const brand = await brandOf(parts, asked.request.client.project)
  return sendPage(reply, status, signInPage({ ...asked, brand, sealed }))
}
