import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ProofNeeded } from '#domain/logins'
import type { BrowserCookies } from '#pages'
import { type CodePlace, showCode } from './code.ts'
import type { AccountDeps } from './dependencies.ts'
import { showAgain } from './proof.ts'
import { hasPhoneAlone, type Visitor } from './visitor.ts'

/**
 * Asks for what `proofNeededOf` says, before a person changes their second factors or passkeys. Afterwards they go on. Who has
 * no address has no password either: a code to their phone is what they signed in with.
 */
export async function askProof(
  deps: AccountDeps,
  cookies: BrowserCookies,
  exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  visitor: Visitor,
  { needed, next }: { readonly needed: Exclude<ProofNeeded, 'none'>; readonly next: CodePlace },
): Promise<FastifyReply> {
  if (needed === 'code' || (needed === 'password' && hasPhoneAlone(visitor)))
    return showCode(deps, { ...exchange, status: 200 }, visitor, { next })
  return showAgain(deps, cookies, { ...exchange, status: 200 }, visitor, { act: undefined, next })
}
