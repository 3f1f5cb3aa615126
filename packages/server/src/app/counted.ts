import type { FastifyInstance } from 'fastify'
import type { Figures } from '#domain/figures'

/** Counts the answers to requests whose project is known, and how long each took. */
export function countRequests(app: FastifyInstance, figures: Pick<Figures, 'request'>): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { grantee, project = grantee?.project } = request.traceNotes ?? {}
    if (project != null) figures.request(project, reply.statusCode, reply.elapsedTime)
    done()
  })
}
