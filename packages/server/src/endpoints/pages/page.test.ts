import cookie from '@fastify/cookie'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { html } from '#base/html'
import { sendPage } from './page.ts'
import { wordsOf } from './words.ts'

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
  app.get('/times', (request, reply) => {
    const card = html`<h1>Times</h1><p>${wordsOf(request).moment(new Date('2026-11-30T02:02:00Z'))}</p>`
    return sendPage(reply, 200, { title: 'Times', brand: { name: 'Clinic', host: 'id.example' }, card })
  })
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

test('a page that names a time has the script that tells it in the reader’s zone, and UTC without', async () => {
  const { headers, body } = await app.inject('/times')
  expect(body).toContain(
    '<time datetime="2026-11-30T02:02:00.000Z" data-locale="en-GB">30 November 2026 at 02:02 UTC</time>',
  )
  expect(body).toContain('<script src="/assets/time-left.js" defer></script>')
  expect(String(headers['content-security-policy'])).toContain('script-src https://id.example/assets/time-left.js;')
})
