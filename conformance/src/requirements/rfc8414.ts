/** Authorization Server Metadata. */
import assert from 'node:assert/strict'
import { isJson, strings } from '../expect.ts'
import { askToken, granted, signIn, tokens } from '../flow.ts'
import { basic, call } from '../http.ts'
import { rowsOf, type Suite } from '../requirement.ts'
import type { Server } from '../server/server.ts'

const { must, mustHere, notApplicable } = rowsOf('RFC 8414', 'rfc8414')

const ENDPOINTS = ['authorization', 'token', 'introspection', 'revocation', 'userinfo'] as const

function addressOf(at: Server): string {
  const { origin, pathname } = new URL(at.issuer)
  return `${origin}/.well-known/oauth-authorization-server${pathname.replace(/\/$/, '')}`
}

export const rfc8414: Suite = {
  source: 'RFC 8414',
  file: 'rfc8414.ts',
  rows: [
    must('3', 'address', 'The metadata are at the address that follows from the issuer.', async (at) => {
      const answer = await call(addressOf(at))
      assert.equal(answer.status, 200)
      isJson(answer)
    }),
    must('3.3', 'issuer', 'The metadata name the issuer from which their address was made.', async (at) => {
      assert.equal((await call(addressOf(at))).json.issuer, at.issuer)
    }),
    must('2', 'issuer-url', 'The issuer has neither query nor fragment.', (at) => {
      const { search, hash } = new URL(at.issuer)
      assert.equal(search + hash, '')
    }),
    must('3', 'same-as-discovery', 'The metadata agree with OpenID Connect discovery.', async (at) => {
      assert.deepEqual((await call(addressOf(at))).json, at.metadata)
    }),
    must('2', 'endpoints', 'Every endpoint is an absolute URL of this server.', (at) => {
      for (const name of ENDPOINTS) assert.ok(at.endpoint(name).startsWith(at.issuer), name)
      assert.ok(String(at.metadata.jwks_uri).startsWith(at.issuer))
    }),
    must('2', 'endpoints-answer', 'Every endpoint in the metadata exists.', async (at) => {
      for (const name of ENDPOINTS)
        assert.notEqual(
          (await call(at.endpoint(name), { method: name === 'authorization' ? 'GET' : 'POST' })).status,
          404,
          name,
        )
      assert.equal((await call(String(at.metadata.jwks_uri))).status, 200)
    }),
    must('2', 'response-types', 'The metadata list the response types, and code is the only one.', (at) => {
      assert.deepEqual(at.metadata.response_types_supported, ['code'])
    }),
    must('2', 'grant-types', 'Every grant type in the metadata is supported.', async (at) => {
      const client = await at.client('app')
      const types = strings(at.metadata.grant_types_supported)
      assert.ok(types.includes('authorization_code') && types.includes('refresh_token'))
      for (const grant_type of types.filter((type) => type !== 'implicit'))
        assert.notEqual((await askToken(at, client, { grant_type })).json.error, 'unsupported_grant_type', grant_type)
    }),
    must('2', 'scopes', 'Every one-word scope in the metadata is granted to anyone who asks.', async (at) => {
      // Resource scopes need a person with records, and `launch` needs a launch: SMART's rows cover them.
      const isOfSmart = (word: string): boolean => word.includes('/') || word === 'launch'
      const scopes = strings(at.metadata.scopes_supported).filter((word) => !isOfSmart(word))
      const { scope } = await tokens(at, await at.client('app'), { scope: scopes.join(' '), prompt: 'consent' })
      for (const word of scopes) assert.ok(scope.split(' ').includes(word), `${word} was not granted`)
    }),
    must('2', 'auth-methods', 'The secret-based authentication methods in the metadata work.', async (at) => {
      const methods = strings(at.metadata.token_endpoint_auth_methods_supported)
      for (const method of ['none', 'client_secret_basic', 'client_secret_post'])
        assert.ok(methods.includes(method), method)
      const [service, poster] = [await at.client('service'), await at.client('poster')]
      const form = { grant_type: 'client_credentials' }
      const inHeader = await call(at.endpoint('token'), { form, headers: basic(service.id, service.secret ?? '') })
      const body = { ...form, client_id: poster.id, client_secret: poster.secret ?? '' }
      const inBody = await call(at.endpoint('token'), { form: body })
      assert.deepEqual([inHeader.status, inBody.status], [200, 200])
    }),
    must(
      '2',
      'revocation-methods',
      'The metadata list the authentication methods of revocation, or those of the token endpoint apply.',
      (at) => {
        const methods = at.metadata.revocation_endpoint_auth_methods_supported
        assert.ok(methods === undefined || strings(methods).length > 0)
      },
    ),
    mustHere(
      '2',
      'introspection-methods',
      'The metadata do not say that anyone may introspect.',
      'it lists the same methods everywhere',
      (at) => {
        assert.ok(!strings(at.metadata.introspection_endpoint_auth_methods_supported).includes('none'))
      },
    ),
    must('3.2', 'no-empty-lists', 'The metadata leave out fields without values.', (at) => {
      for (const [name, value] of Object.entries(at.metadata))
        assert.ok(!Array.isArray(value) || value.length > 0, name)
    }),
    must('3.2', 'any-origin', 'Scripts of any origin may read the metadata.', async (at) => {
      const { headers } = await call(addressOf(at), { headers: { Origin: 'https://app.example' } })
      assert.ok(['*', 'https://app.example'].includes(headers.get('access-control-allow-origin') ?? ''))
    }),
    must('2', 'response-modes', 'The code comes back in a response mode from the metadata.', async (at) => {
      assert.ok(strings(at.metadata.response_modes_supported).includes('query'))
      assert.ok((await signIn(at, await at.client('app'))).answer.has('code'))
    }),
    mustHere(
      '2',
      'machine-grant',
      'The metadata list client_credentials, which machines use.',
      'it lists the grant only if its clients may use it',
      async (at) => {
        assert.ok(strings(at.metadata.grant_types_supported).includes('client_credentials'))
        assert.notEqual(
          granted(await askToken(at, await at.client('service'), { grant_type: 'client_credentials' })).access,
          '',
        )
      },
    ),
    notApplicable(
      '2.1',
      'signed',
      'The metadata may be signed.',
      'an option that Damson leaves out: they come over TLS from their own issuer',
    ),
  ],
}
