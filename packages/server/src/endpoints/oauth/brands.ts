import { stringifyJson } from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { answersWith, notFound } from '#answers'
import { readBrands } from '#domain/brands'
import type { OAuthParts } from './parts.ts'

/** The user-access brands of a project (SMART App Launch 2.2), for everybody. */
export function registerBrands(app: FastifyInstance, { db, baseUrl }: OAuthParts): void {
  const url = '/.well-known/user-access-brands/:projectId'
  app.get<{ Params: { projectId: string } }>(url, answersWith('outcome'), async (request, reply) => {
    const brands = await readBrands(db, request.params.projectId, `${baseUrl}fhir/R4/`)
    if (brands === undefined) throw notFound('This project publishes no brands.')
    const etag = `W/"${brands.changedAt.getTime()}"`
    reply.headers({ ETag: etag, 'Cache-Control': 'public, max-age=300' })
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    return reply.type('application/fhir+json; charset=utf-8').send(stringifyJson(brands.bundle))
  })
}
