import cookie from '@fastify/cookie'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { html } from '#base/html'
import { sendPage } from './page.ts'

/** Addresses as they could be registered before their hosts were checked. */
const ODD = [
  'https://a;frame-ancestors',
  'https://a,b.example',
  'https://a.example;script-src *',
  "'unsafe-inline'",
  '*',
]

let app: FastifyInstance
beforeAll(async () => {
  app = fastify()
  await app.register(cookie)
  app.decorateRequest('issuer', {
    getter: () => ({
      url: 'https://id.example/',
      path: '',
      project: undefined,
      fhirUrl: '',
      adminUrl: 'https://id.example/',
    }),
  })
  app.get('/', (_request, reply) =>
    sendPage(reply, 200, {
      title: 'A page',
      brand: { name: 'Clinic', host: 'id.example' },
      card: html`<h1>A page</h1>`,
      frames: ['https://good.example:8443', ...ODD],
      formTargets: ['https://good.example', 'org.example.app:', ...ODD],
      scripts: ['password.js'],
    }),
  )
})
afterAll(() => app.close())

test('the policy of a page names origins alone, whatever is stored', async () => {
  const { headers } = await app.inject('/')
  const directives = String(headers['content-security-policy']).split('; ')
  expect(directives).toEqual([
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    'script-src https://id.example/assets/password.js',
    'frame-src https://good.example:8443',
    "form-action 'self' https://good.example org.example.app:",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ])
})
