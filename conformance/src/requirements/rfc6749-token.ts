/** The OAuth 2.0 Authorization Framework: clients, machines, refresh tokens and the answers of the token endpoint. */
import assert from 'node:assert/strict'
import { isError, isJson, isNotCached, isOk, isRefused } from '../expect.ts'
import {
  askToken,
  granted,
  isActive,
  OFFLINE,
  redeem,
  refresh,
  serviceAnswer,
  signIn,
  someServiceAnswer,
  someTokens,
  tokens,
} from '../flow.ts'
import { basic, call } from '../http.ts'
import { rowsOf, type Suite } from '../requirement.ts'

const { must, mustHere, notApplicable } = rowsOf('RFC 6749', 'rfc6749')

const MACHINE = { grant_type: 'client_credentials' }

const clients = [
  must('2.3.1', 'client-basic', 'A client can authenticate with HTTP Basic.', async (at) => {
    const { id, secret = '' } = await at.client('service')
    isOk(await call(at.endpoint('token'), { form: MACHINE, headers: basic(id, secret) }))
  }),
  must('2.3.1', 'client-post', 'A client can authenticate with id and secret in the body.', async (at) => {
    const { id, secret = '' } = await at.client('poster')
    isOk(await call(at.endpoint('token'), { form: { ...MACHINE, client_id: id, client_secret: secret } }))
  }),
  must('2.3.1', 'client-basic-encoded', 'Id and secret in HTTP Basic are form-encoded.', async (at) => {
    const { id, secret = '' } = await at.client('service')
    const encoded = [id, secret].map((part) => part.replace(/-/g, '%2D').replace(/[a-f]/g, hex)).join(':')
    const Authorization = `Basic ${Buffer.from(encoded).toString('base64')}`
    isOk(await call(at.endpoint('token'), { form: MACHINE, headers: { Authorization } }))
  }),
  must('2.3', 'client-one-method', 'A client that authenticates in two ways at once is refused.', async (at) => {
    const { id, secret = '' } = await at.client('service')
    const form = { ...MACHINE, client_id: id, client_secret: 'another' }
    isError(await call(at.endpoint('token'), { form, headers: basic(id, secret) }), 'invalid_request', [400, 401])
  }),
  // The clause addresses clients. Some send the same credentials in both places, which adds nothing and hides nothing.
  mustHere(
    '2.3',
    'client-one-proof-twice',
    'The same id and secret in the header and in the body count as one method.',
    'it refuses them',
    async (at) => {
      const { id, secret = '' } = await at.client('service')
      const form = { ...MACHINE, client_id: id, client_secret: secret }
      isOk(await call(at.endpoint('token'), { form, headers: basic(id, secret) }))
    },
  ),
  must('2.3.1', 'client-secret-not-in-query', 'A secret in the address does not count.', async (at) => {
    const { id, secret = '' } = await at.client('poster')
    const query = new URLSearchParams({ client_id: id, client_secret: secret })
    isRefused(await call(`${at.endpoint('token')}?${query.toString()}`, { form: MACHINE }))
  }),
  must('5.2', 'client-wrong-secret', 'A wrong secret is refused as invalid_client.', async (at) => {
    const { id } = await at.client('otherService')
    isError(await call(at.endpoint('token'), { form: MACHINE, headers: basic(id, 'wrong') }), 'invalid_client', 401)
  }),
  must('5.2', 'client-unknown', 'An unknown client is refused as invalid_client.', async (at) => {
    const headers = basic('6a5ae7f5-6c5e-4d0b-9a43-2b6f3f5c9a00', 'wrong')
    isError(await call(at.endpoint('token'), { form: MACHINE, headers }), 'invalid_client', 401)
  }),
  must('5.2', 'client-challenge', 'A wrong Authorization header is answered with WWW-Authenticate.', async (at) => {
    const { id } = await at.client('otherService')
    const answer = await call(at.endpoint('token'), { form: MACHINE, headers: basic(id, 'wrong again') })
    assert.equal(answer.status, 401)
    assert.match(answer.headers.get('www-authenticate') ?? '', /^Basic /)
  }),
  must('5.2', 'client-other-secret', "Another client's secret does not authenticate a client.", async (at) => {
    const [{ id }, { secret = '' }] = [await at.client('otherService'), await at.client('service')]
    isError(await call(at.endpoint('token'), { form: MACHINE, headers: basic(id, secret) }), 'invalid_client', 401)
  }),
  must('3.2.1', 'client-malformed-header', 'An Authorization header that cannot be read is refused.', async (at) => {
    const headers = { Authorization: 'Basic !!!' }
    isError(
      await call(at.endpoint('token'), { form: MACHINE, headers }),
      ['invalid_client', 'invalid_request'],
      [400, 401],
    )
  }),
  mustHere(
    '2.3.1',
    'public-client-secret',
    'A public client that sends a secret is refused.',
    'it treats a public client’s secret as missing',
    async (at) => {
      const { id } = await at.client('app')
      const form = { grant_type: 'refresh_token', refresh_token: 'x', client_id: id, client_secret: 'in the bundle' }
      isError(await call(at.endpoint('token'), { form }), 'invalid_client', 401)
    },
  ),
  mustHere(
    '2.3',
    'client-switched-off',
    'A deactivated client gets no token.',
    'its clients are fixed when it starts',
    async (at) => {
      const [owner, client] = [await at.owner(), await at.newClient()]
      const url = `${at.fhirUrl}ClientApplication/${client.id}`
      const { json } = await call(url, { bearer: owner.token })
      isOk(await call(url, { method: 'PUT', json: { ...json, status: 'off' }, bearer: owner.token }))
      isError(await askToken(at, client, MACHINE), 'invalid_client', 401)
    },
  ),
]

const machines = [
  must('4.4.2', 'machine-token', 'A machine gets a token with its own secret.', async (at) => {
    const { access } = granted(await serviceAnswer(at))
    assert.ok(await isActive(at, access))
  }),
  must('4.4.3', 'machine-no-refresh', 'A machine gets no refresh token.', async (at) => {
    assert.ok(!('refresh_token' in (await someServiceAnswer(at)).json))
  }),
  must('4.4', 'machine-confidential', 'A public client gets no token for itself.', async (at) => {
    isRefused(await askToken(at, await at.client('app'), MACHINE))
  }),
  must(
    '4.4.3',
    'machine-no-offline',
    'A machine that asks for offline_access gets no refresh token either.',
    async (at) => {
      const answer = await serviceAnswer(at, { scope: 'offline_access' })
      assert.ok(!('refresh_token' in answer.json))
    },
  ),
  must('3.3', 'machine-scope-unknown', 'A machine is not granted an unsupported scope.', async (at) => {
    const answer = await serviceAnswer(at, { scope: 'launch_rockets' })
    if (answer.status === 200) assert.ok(!granted(answer).scope.includes('launch_rockets'))
    else isError(answer, 'invalid_scope')
  }),
]

const refreshing = [
  must('6', 'refresh', 'A refresh token gives a new access token.', async (at) => {
    const { client, refresh: token, access } = await tokens(at, await at.client('app'), OFFLINE)
    const next = granted(await refresh(at, client, token))
    assert.notEqual(next.access, access)
    assert.ok(await isActive(at, next.access))
  }),
  must('6', 'refresh-of-client', 'A refresh token works only for its own client.', async (at) => {
    const { refresh: token } = await tokens(at, await at.client('app'), OFFLINE)
    isError(await refresh(at, await at.client('otherApp'), token), 'invalid_grant')
  }),
  must('6', 'refresh-wants-secret', 'A confidential client cannot refresh without its secret.', async (at) => {
    const { client, refresh: token } = await tokens(at, await at.client('web'), OFFLINE)
    isError(await refresh(at, { ...client, secret: undefined }, token), 'invalid_client', [400, 401])
  }),
  mustHere(
    '6',
    'refresh-names-client',
    'A public client may leave out its client_id: the refresh token names it.',
    'it asks every client for its client_id',
    async (at) => {
      const { refresh: token } = await tokens(at, await at.client('app'), OFFLINE)
      const form = { grant_type: 'refresh_token', refresh_token: token }
      isOk(await call(at.endpoint('token'), { form }))
    },
  ),
  mustHere(
    '6',
    'refresh-names-confidential',
    'A refresh token does not authenticate a confidential client, and is not used up by the attempt.',
    'it asks every client for its client_id',
    async (at) => {
      const { client, refresh: token } = await tokens(at, await at.client('web'), OFFLINE)
      const form = { grant_type: 'refresh_token', refresh_token: token }
      isError(await call(at.endpoint('token'), { form }), 'invalid_client', 401)
      isOk(await refresh(at, client, token))
    },
  ),
  must('6', 'refresh-confidential', 'A confidential client refreshes with its secret.', async (at) => {
    const { client, refresh: token } = await tokens(at, await at.client('web'), OFFLINE)
    isOk(await refresh(at, client, token))
  }),
  must('6', 'refresh-not-wider', 'A refresh never gives more scope than was granted.', async (at) => {
    const { client, refresh: token, scope } = await tokens(at, await at.client('app'), OFFLINE)
    const answer = await refresh(at, client, token, { scope: `${scope} email` })
    if (answer.status === 200) assert.ok(!granted(answer).scope.split(' ').includes('email'))
    else isError(answer, 'invalid_scope')
  }),
  must('6', 'refresh-unknown', 'A made-up refresh token is refused.', async (at) => {
    isError(await refresh(at, await at.client('app'), 'made-up'), 'invalid_grant')
  }),
  must('6', 'refresh-missing', 'A refresh without a token is refused.', async (at) => {
    isError(await askToken(at, await at.client('app'), { grant_type: 'refresh_token' }), 'invalid_request')
  }),
  must('6', 'refresh-forged', 'A refresh token with one character changed is refused.', async (at) => {
    const { client, refresh: token } = await tokens(at, await at.client('app'), OFFLINE)
    const at0 = Math.floor(token.length * 0.8)
    const changed = `${token.slice(0, at0)}${token[at0] === 'A' ? 'B' : 'A'}${token.slice(at0 + 1)}`
    isError(await refresh(at, client, changed), 'invalid_grant')
  }),
  must('1.5', 'refresh-is-no-access', 'A refresh token gives no access to a resource.', async (at) => {
    const { refresh: token } = await tokens(at, await at.client('app'), OFFLINE)
    assert.equal((await call(at.endpoint('userinfo'), { bearer: token })).status, 401)
  }),
  must('1.5', 'access-is-no-refresh', 'An access token cannot be used to refresh.', async (at) => {
    const { client, access } = await tokens(at, await at.client('app'), OFFLINE)
    isError(await refresh(at, client, access), 'invalid_grant')
  }),
  must('4.1', 'refresh-is-no-code', 'A refresh token is not accepted as a code.', async (at) => {
    const { callback, refresh: token } = await tokens(at, await at.client('app'), OFFLINE)
    isError(await redeem(at, callback, { code: token }), 'invalid_grant')
  }),
]

const answers = [
  must('5.1', 'answer-members', 'A token answer names the token, its type and its lifetime.', async (at) => {
    const { json } = (await someTokens(at)).answer
    assert.equal(typeof json.access_token, 'string')
    assert.equal(String(json.token_type).toLowerCase(), 'bearer')
    assert.ok(Number.isInteger(json.expires_in) && Number(json.expires_in) > 0)
  }),
  must('5.1', 'answer-json', 'A token answer is JSON.', async (at) => isJson((await someTokens(at)).answer)),
  must('5.1', 'answer-not-cached', 'No cache may store a token answer.', async (at) => {
    isNotCached((await someTokens(at)).answer)
  }),
  must('5.1', 'answer-pragma', 'No old cache may store a token answer either.', async (at) => {
    assert.equal((await someTokens(at)).answer.headers.get('pragma'), 'no-cache')
  }),
  must('3.3', 'answer-scope', 'The answer names the scope if it differs from the requested one.', async (at) => {
    const { scope } = await tokens(at, await at.client('app'), { scope: 'openid profile openid' })
    assert.deepEqual(scope.split(' ').toSorted(), ['openid', 'profile'])
  }),
  must('5.2', 'error-json', 'An error is JSON with its code.', async (at) => {
    const answer = await refresh(at, await at.client('app'), 'made-up')
    isJson(answer)
    isError(answer, 'invalid_grant')
  }),
  must('5.2', 'error-not-cached', 'No cache may store an error.', async (at) => {
    isNotCached(await refresh(at, await at.client('app'), 'made-up'))
  }),
  must('5.2', 'grant-type-missing', 'A request without grant_type is refused.', async (at) => {
    isError(await askToken(at, await at.client('app'), {}), 'invalid_request')
  }),
  must('5.2', 'grant-type-unknown', 'An unknown grant_type is refused.', async (at) => {
    isError(await askToken(at, await at.client('app'), { grant_type: 'urn:made:up' }), 'unsupported_grant_type')
  }),
  must(
    '5.2',
    'grant-type-not-allowed',
    'A grant type that the client is not registered for is refused.',
    async (at) => {
      const fields = { grant_type: 'refresh_token', refresh_token: 'x' }
      isError(await askToken(at, await at.client('service'), fields), 'unauthorized_client')
    },
  ),
  must('3.2', 'form-repeated-field', 'A field that is sent twice is refused.', async (at) => {
    const { id, secret = '' } = await at.client('service')
    const form = 'grant_type=client_credentials&grant_type=client_credentials'
    isError(await call(at.endpoint('token'), { form, headers: basic(id, secret) }), 'invalid_request')
  }),
  must('3.2', 'form-unknown-field', 'An unknown field is ignored.', async (at) =>
    isOk(await serviceAnswer(at, { made_up: 'yes' })),
  ),
  must('3.2', 'form-empty-field', 'A field without a value counts as missing.', async (at) => {
    isOk(await serviceAnswer(at, { scope: '' }))
  }),
  must('3.2', 'form-alone', 'A body that is not a form is refused.', async (at) => {
    const { id, secret = '' } = await at.client('service')
    isError(await call(at.endpoint('token'), { json: MACHINE, headers: basic(id, secret) }), 'invalid_request')
  }),
  must('10.3', 'tokens-differ', 'No two access tokens are the same.', async (at) => {
    const [one, two] = [granted(await serviceAnswer(at)), granted(await serviceAnswer(at))]
    assert.notEqual(one.access, two.access)
  }),
  must('10.3', 'code-in-no-answer', 'The token answer does not repeat the code.', async (at) => {
    const callback = await signIn(at, await at.client('app'))
    assert.ok(!(await redeem(at, callback)).text.includes(callback.code))
  }),
  notApplicable(
    '1.6',
    'tls',
    'Endpoints are reached over TLS.',
    'a proxy in front speaks TLS; Damson refuses a base URL of plain http beyond loopback, which its own tests show',
  ),
]

function hex(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`
}

export const rfc6749Token: Suite = {
  source: 'RFC 6749',
  file: 'rfc6749-token.ts',
  rows: [...clients, ...machines, ...refreshing, ...answers],
}
