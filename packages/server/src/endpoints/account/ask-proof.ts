import type { FastifyReply, FastifyRequest } from 'fastify'
import { type ProofNeeded, UNDATED } from '#domain/logins'
import { passkeysOf } from '#domain/passkeys'
import type { BrowserCookies } from '#pages'
import { type CodePlace, showCode } from './code.ts'
import type { AccountDeps } from './dependencies.ts'
import { showAgain } from './proof.ts'
import { hasPhoneAlone, seeOther, type Visitor } from './visitor.ts'

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
  // A provider that never says when it asked the person proves them to no one's satisfaction: a password of theirs does.
  const isUndated = visitor.root.factors.includes(UNDATED) && visitor.user.passwordHash === null
  if (needed === 'password' && isUndated) return seeOther(exchange.reply, '/account/password')
  return showAgain(deps, cookies, { ...exchange, status: 200 }, visitor, { act: undefined, next })
}

/**
 * Asks a visitor whom a project's provider signed in for a proof of their own, before they see or change what other projects
 * have to do with too. Who has none sets a password, by an e-mail.
 */
export async function askOwnProof(
  deps: AccountDeps,
  cookies: BrowserCookies,
  exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  visitor: Visitor,
  next: CodePlace,
): Promise<FastifyReply> {
  const { id, passwordHash } = visitor.user
  if (passwordHash === null && (await passkeysOf(deps.db, id)).length === 0)
    return seeOther(exchange.reply, '/account/password')
  return showAgain(deps, cookies, { ...exchange, status: 200 }, visitor, { act: undefined, next })
}
