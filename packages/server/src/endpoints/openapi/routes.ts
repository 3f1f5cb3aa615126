import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { answersWith, createCachedAnswers } from '#answers'
import { sha256Text } from '#base/crypto'
import { sendApiPage } from './api-page.ts'

/** Placeholders in the document for the address of the request, and that for administrators. */
const HERE = 'https://damson.invalid/'
const WITHIN = 'https://administrators.invalid/'
const KEPT_BYTES = 4_194_304
const CACHE = 'public, max-age=300'

export interface OpenApiDeps {
  /** The document for an address, and the one for administrators. */
  describe(baseUrl: string, adminUrl: string): object
}

/** `/openapi.json` and `/openapi`, at the server's own address and at each project's. */
export function registerOpenApi(app: FastifyInstance, { describe }: OpenApiDeps): void {
  const kept = createCachedAnswers(KEPT_BYTES)
  let text: string | undefined
  app.get('/openapi.json', answersWith('outcome'), async ({ issuer, headers }, reply) => {
    // Made once, because anyone may request it as often as they like. Only the address differs.
    const written = (text ??= JSON.stringify(describe(HERE, WITHIN)))
    const here = (): string =>
      [
        [HERE, issuer.url],
        [WITHIN, issuer.adminUrl],
      ].reduce(
        (text, [placeholder = '', url = '']) =>
          text.replaceAll(placeholder, url).replaceAll(placeholder.slice(0, -1), url.slice(0, -1)),
        written,
      )
    const etag = `W/"${sha256Text(written)}"`
    reply.headers({ ETag: etag, 'Cache-Control': CACHE, Vary: 'Accept-Encoding' })
    if (headers['if-none-match'] === etag) return reply.code(304).send()
    reply.type('application/json; charset=utf-8')
    const isPacked = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(headers['accept-encoding']?.toString() ?? '')
    if (!isPacked) return reply.send(kept.at(issuer, 'openapi', etag, here))
    return reply
      .header('Content-Encoding', 'gzip')
      .send(kept.at(issuer, 'openapi packed', etag, () => gzipSync(here())))
  })
  app.get('/openapi', answersWith('page'), async (request, reply) => sendApiPage(request, reply))
}
