import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { sha256Text } from '#base/crypto'
import { packageFile } from '#base/package'

/** The library of passkeys for browsers, as its package ships it. */
const WEBAUTHN = new URL(
  '../dist/bundle/index.umd.min.js',
  pathToFileURL(createRequire(packageFile('package.json')).resolve('@simplewebauthn/browser')),
)

export const ASSETS: readonly { readonly name: string; readonly type: string; readonly file?: URL }[] = [
  { name: 'page.css', type: 'text/css; charset=utf-8' },
  { name: 'password.js', type: 'text/javascript; charset=utf-8' },
  { name: 'webauthn.js', type: 'text/javascript; charset=utf-8', file: WEBAUTHN },
  { name: 'passkey.js', type: 'text/javascript; charset=utf-8' },
  { name: 'proof-of-work.js', type: 'text/javascript; charset=utf-8' },
  { name: 'form-post.js', type: 'text/javascript; charset=utf-8' },
  { name: 'time-left.js', type: 'text/javascript; charset=utf-8' },
  { name: 'keep-codes.js', type: 'text/javascript; charset=utf-8' },
  { name: 'openapi.css', type: 'text/css; charset=utf-8' },
  { name: 'openapi.js', type: 'text/javascript; charset=utf-8' },
  { name: 'mark.svg', type: 'image/svg+xml; charset=utf-8' },
]

/** The files that pages link to, such as the style sheet and the logo. They are read once. */
export function registerAssets(app: FastifyInstance): void {
  for (const { name, type, file = packageFile(`assets/${name}`) } of ASSETS) {
    const content = readFileSync(file)
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
