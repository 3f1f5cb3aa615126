import { stringifyJson } from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { answersWith, notFound } from '#answers'
import { type BrandBundle, readBrands } from '#domain/brands'
import type { Issuer } from '#domain/projects'
import type { OAuthParts } from './parts.ts'

const PATH = '.well-known/user-access-brands'

/** The user-access brands of a project (SMART App Launch 2.2) at the project's address, for everybody. */
export function registerBrands(app: FastifyInstance, { db }: OAuthParts): void {
  app.get(`/${PATH}`, answersWith('outcome'), async (request, reply) => {
    const brands = await brandsAt(db, request.issuer)
    if (brands === undefined) throw notFound('No brands are published here.')
    const etag = `W/"${brands.changedAt.getTime()}"`
    reply.headers({ ETag: etag, 'Cache-Control': 'public, max-age=300' })
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    return reply.type('application/fhir+json; charset=utf-8').send(stringifyJson(brands.bundle))
  })
}

/** What the SMART configuration says of them. */
export async function brandMetadata(db: OAuthParts['db'], issuer: Issuer): Promise<object> {
  const brands = await brandsAt(db, issuer)
  return brands === undefined
    ? {}
    : { user_access_brand_bundle: `${issuer.url}${PATH}`, user_access_brand_identifier: brands.identifier }
}

async function brandsAt(db: OAuthParts['db'], { project, fhirUrl }: Issuer): Promise<BrandBundle | undefined> {
  return project === undefined ? undefined : readBrands(db, project, fhirUrl)
}
