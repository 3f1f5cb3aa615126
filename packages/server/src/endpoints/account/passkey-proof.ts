import type { Result } from '@damson/fhir'
import type { FastifyRequest } from 'fastify'
import { requestOriginOf } from '#answers'
import { checkPasskey, type PasskeyProofRefusal } from '#domain/enrolment'
import { addFactorToRoot } from '#domain/logins'
import type { AccountDeps } from './dependencies.ts'
import { factorActOf, type Visitor } from './visitor.ts'

/** Adds a passkey of the signed-in person to what they have proven in this browser. */
export function addPasskeyToRoot(
  { signIn }: AccountDeps,
  visitor: Visitor,
  request: FastifyRequest,
  answer: string,
): Promise<Result<void, PasskeyProofRefusal>> {
  const given = { ...requestOriginOf(request), answer, browserHash: visitor.browser.hash }
  return checkPasskey(
    signIn,
    factorActOf(visitor, request),
    given,
    async (tx, factor, now) => (await addFactorToRoot.maybeOne(tx, factor, now, visitor.root.id)) !== undefined,
  )
}
