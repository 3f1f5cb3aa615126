import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { sha256Text } from '#base/crypto'
import { packageFile } from '#base/package'

const ASSETS = [
  { name: 'page.css', type: 'text/css; charset=utf-8' },
  { name: 'password.js', type: 'text/javascript; charset=utf-8' },
  { name: 'form-post.js', type: 'text/javascript; charset=utf-8' },
  { name: 'time-left.js', type: 'text/javascript; charset=utf-8' },
  { name: 'mark.svg', type: 'image/svg+xml; charset=utf-8' },
]

/** The files that pages link to, such as the style sheet and the logo. They are read once. */
export function registerAssets(app: FastifyInstance): void {
  for (const { name, type } of ASSETS) {
    const content = readFileSync(packageFile(`assets/${name}`))
    const tag = `"${sha256Text(content)}"`
    app.get(`/assets/${name}`, async (request, reply) => {
      reply.headers({
        ETag: tag,
        'Cache-Control': 'public, max-age=3600',
        'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
        'X-Content-Type-Options': 'nosniff',
      })
      return request.headers['if-none-match'] === tag ? reply.code(304).send() : reply.type(type).send(content)
    })
  }
}
