import type { FastifyRequest } from 'fastify'
import { requestOriginOf } from '#answers'
import type { FactorOrigin } from '#domain/signin'
import { wordsOf } from '#pages'

/** Where a step of a sign-in came from, and the language of the e-mails that it may send. */
export function factorOriginOf(request: FastifyRequest): ReturnType<typeof requestOriginOf> & FactorOrigin {
  return { ...requestOriginOf(request), language: wordsOf(request).language }
}
