import type { FastifyInstance } from 'fastify'
import type { AnswerShape } from '#answers'
import type { Figures } from '#domain/figures'

/**
 * Counts the answers to requests whose project is known, and how long each took. Sign-ins and tokens are counted by their
 * events instead, except refusals that have none and failures of the server.
 */
export function countRequests(
  app: FastifyInstance,
  figures: Pick<Figures, 'request' | 'signInRefused' | 'authorizationInvalid'>,
): void {
  app.addHook('onResponse', (request, reply, done) => {
    const notes = request.traceNotes ?? {}
    const { grantee, project: known = grantee?.project, signInTo, signInRefusedIn, invalidRequestIn } = notes
    const isFailed = reply.statusCode >= 500
    const project = known ?? (isFailed ? signInTo : undefined)
    const isOfSignIn = grantee === undefined && SIGN_IN.has(request.routeOptions.config.answers)
    if (project != null && (isFailed || !isOfSignIn)) figures.request(project, reply.statusCode, reply.elapsedTime)
    if (signInRefusedIn !== undefined) figures.signInRefused(signInRefusedIn)
    if (invalidRequestIn !== undefined) figures.authorizationInvalid(invalidRequestIn)
    done()
  })
}

/** How the pages of a sign-in and the token endpoint answer. */
const SIGN_IN: ReadonlySet<AnswerShape | undefined> = new Set<AnswerShape>(['page', 'oauth'])
