import type { FastifyInstance } from 'fastify'
import { answersWith, notFound } from '#answers'
import { sha256Text } from '#base/crypto'
import type { BrandBundle } from '#domain/brands'
import type { Issuer } from '#domain/projects'
import type { OAuthDeps } from './dependencies.ts'

const PATH = '.well-known/user-access-brands'

type BrandDeps = Pick<OAuthDeps, 'brands'>

/** The user-access brands of a project (SMART App Launch 2.2), public at the project's address. */
export function registerBrands(app: FastifyInstance, deps: BrandDeps): void {
  app.get(`/${PATH}`, answersWith('outcome'), async (request, reply) => {
    const bundle = await bundleAt(deps, request.issuer)
    if (bundle === undefined) throw notFound('This project has not published its brands.')
    const etag = `W/"${sha256Text(bundle.text)}"`
    reply.headers({ ETag: etag, 'Cache-Control': 'public, max-age=300' })
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    return reply.type('application/fhir+json; charset=utf-8').send(bundle.text)
  })
}

/** The members of the SMART configuration that link to the brands. */
export async function brandMetadata(deps: BrandDeps, issuer: Issuer): Promise<object> {
  const bundle = await bundleAt(deps, issuer)
  return bundle === undefined
    ? {}
    : { user_access_brand_bundle: `${issuer.url}${PATH}`, user_access_brand_identifier: bundle.identifier }
}

async function bundleAt({ brands }: BrandDeps, { project }: Issuer): Promise<BrandBundle | undefined> {
  return project === undefined ? undefined : brands.find(project)
}
