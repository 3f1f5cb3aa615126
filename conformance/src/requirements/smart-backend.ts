/** SMART App Launch 2.2: backend services, signing clients, introspection. Ids are the statements' own. */
import assert from 'node:assert/strict'
import { exportJWK, generateKeyPair } from 'jose'
import { present, type Signer, seconds, sign, signer } from '../assertion-flow.ts'
import { isError, isOk, isRefused, strings } from '../expect.ts'
import { granted, introspect, serviceAnswer } from '../flow.ts'
import { type Answer, call } from '../http.ts'
import { claimsOf, forged } from '../jwt.ts'
import { publishing } from '../key-place.ts'
import { rowsOf, type Suite } from '../requirement.ts'
import type { Damson } from '../server/server.ts'
import { capabilities, configuration, fhir, fullLaunch, launchable, someLaunch } from '../smart-flow.ts'

const SOURCE = 'SMART App Launch 2.2'
const { mustHere, notApplicable } = rowsOf(SOURCE, 'smart')
const NO_SMART = 'it has no FHIR API and no SMART configuration'
const must = (id: string, name: string, says: string, check: (at: Damson) => unknown) =>
  mustHere(id, name, says, NO_SMART, check)

const SCOPE = 'system/Patient.rs'
const asked = async (at: Damson, by?: Signer): Promise<Answer> =>
  present(at, await sign(at, by ?? (await signer(at))), { scope: SCOPE })
const someService = (at: Damson): Promise<Answer> => at.once('a backend service', () => asked(at))

const services = [
  must('228', 'discovery', 'The configuration says what signing clients need.', async (at) => {
    const { json } = await configuration(at)
    for (const name of ['token_endpoint', 'scopes_supported', 'token_endpoint_auth_methods_supported'])
      assert.ok(json[name], name)
  }),
  notApplicable(
    '231',
    'tls',
    'All traffic uses TLS 1.2 or later.',
    'A proxy in front ends TLS. The server does not start with a base URL that is neither https nor on this machine.',
  ),
  must('240', 'authorized-before', "A client's rights are decided before its request.", async (at) => {
    const bearer = granted(await present(at, await sign(at, await signer(at)), { scope: 'system/*.rs' })).access
    isOk(await fhir(at, 'Patient', bearer))
    assert.equal((await fhir(at, 'Observation', bearer)).status, 403)
  }),
  must('247', 'token-required', 'The API refuses a request without a token.', async (at) => {
    assert.equal((await call(`${at.fhirUrl}Patient`)).status, 401)
  }),
  must('249', 'assertion-checked', 'A client assertion is verified.', async (at) => {
    const by = await signer(at)
    isError(await present(at, `${await sign(at, by)}x`, { scope: SCOPE }), 'invalid_client', [400, 401])
  }),
  must('250', 'within-authority', 'No scope gives more than the client may do.', async (at) => {
    const bearer = granted(await present(at, await sign(at, await signer(at)), { scope: 'system/*.cruds' })).access
    assert.equal((await fhir(at, 'Observation', bearer)).status, 403)
    isError(await present(at, await sign(at, await signer(at)), { scope: 'user/*.rs' }), 'invalid_scope')
  }),
  must('251', 'error', 'A refusal has an error code of RFC 6749.', async (at) => {
    isError(await present(at, await sign(at, await signer(at)), { scope: 'nonsense' }), 'invalid_scope')
  }),
  must('253', 'token-issued', 'A valid request gets a token.', async (at) => {
    isOk(await someService(at))
  }),
  must('254', 'service-access-token', 'The answer has the access token.', async (at) => {
    assert.equal(typeof (await someService(at)).json.access_token, 'string')
  }),
  must('255', 'service-type', 'The answer to a service has the token type Bearer.', async (at) => {
    assert.equal(String((await someService(at)).json.token_type).toLowerCase(), 'bearer')
  }),
  must('256', 'service-expires-in', 'The answer to a service says how long the token lives.', async (at) => {
    assert.equal(typeof (await someService(at)).json.expires_in, 'number')
  }),
  must('258', 'service-scope', 'The answer to a service names the scope.', async (at) => {
    assert.equal((await someService(at)).json.scope, SCOPE)
  }),
  must('259', 'service-scope-differs', 'The granted scope can differ from the requested one.', async (at) => {
    const scope = 'system/Patient.read offline_access'
    assert.equal((await present(at, await sign(at, await signer(at)), { scope })).json.scope, SCOPE)
  }),
  must('261', 'short-lived', 'The token lives for five minutes at most.', async (at) => {
    const { json } = await someService(at)
    assert.ok(Number(json.expires_in) > 0 && Number(json.expires_in) <= 300, String(json.expires_in))
    assert.equal(json.refresh_token, undefined)
  }),
  must('265', 'service-expired', "A service's token contains its expiry, which cannot be changed.", async (at) => {
    const { json } = await someService(at)
    const bearer = String(json.access_token)
    const { exp = 0, iat = 0 } = claimsOf(bearer)
    assert.equal(exp - iat, json.expires_in)
    assert.equal((await fhir(at, 'Patient', forged(bearer, { claims: { exp: exp + 300 } }))).status, 401)
  }),
  must(
    '266',
    'service-scope-covers',
    'The API gives a service access to what the scope covers, and to nothing else.',
    async (at) => {
      const bearer = granted(await someService(at)).access
      isOk(await fhir(at, 'Patient', bearer))
      assert.equal((await fhir(at, 'Patient', bearer, { resourceType: 'Patient' })).status, 403)
      assert.equal((await fhir(at, 'Observation', bearer)).status, 403)
    },
  ),
]

/** What introspection returns for the token of one launch. */
const told = (at: Damson): Promise<Answer> =>
  at.once('an introspected launch', async () => introspect(at, String((await fullLaunch(at)).json.access_token)))

const introspection = [
  must('271', 'introspection', 'Tokens are introspected by RFC 7662.', async (at) => {
    isOk(await told(at))
  }),
  must('272', 'active', 'Introspection says whether the token is active, as a boolean.', async (at) => {
    assert.equal((await told(at)).json.active, true)
    assert.equal((await introspect(at, 'nonsense')).json.active, false)
  }),
  must('273', 'introspected-scope', 'Introspection names the scope.', async (at) => {
    assert.equal((await told(at)).json.scope, (await fullLaunch(at)).json.scope)
  }),
  must('274', 'introspected-client', 'Introspection names the client.', async (at) => {
    assert.equal((await told(at)).json.client_id, (await launchable(at)).id)
  }),
  must('275', 'introspected-exp', 'Introspection says when the token expires, in whole seconds.', async (at) => {
    assert.ok(Number.isInteger((await told(at)).json.exp))
  }),
  must('276', 'introspected-exp-agrees', 'The introspected expiry agrees with expires_in.', async (at) => {
    const { exp, iat } = (await told(at)).json
    assert.equal(Number(exp) - Number(iat), (await fullLaunch(at)).json.expires_in)
  }),
  must('277', 'introspected-context', 'Introspection returns the context that came with the token.', async (at) => {
    const { json } = await fullLaunch(at)
    const names = ['patient', 'encounter', 'fhirContext', 'intent', 'need_patient_banner', 'smart_style_url', 'tenant']
    for (const name of names) assert.deepEqual((await told(at)).json[name], json[name], name)
  }),
  must('278', 'introspected-iss', 'Introspection has the same iss as the id token.', async (at) => {
    assert.equal((await told(at)).json.iss, claimsOf(String((await fullLaunch(at)).json.id_token)).iss)
  }),
  must('279', 'introspected-sub', 'Introspection has the same sub as the id token.', async (at) => {
    assert.equal((await told(at)).json.sub, claimsOf(String((await fullLaunch(at)).json.id_token)).sub)
  }),
  must('282', 'introspect-by-token', 'A machine may introspect with an access token.', async (at) => {
    const token = String((await fullLaunch(at)).json.access_token)
    const as = (bearer: string): Promise<Answer> => call(at.endpoint('introspection'), { form: { token }, bearer })
    assert.equal((await as(granted(await serviceAnswer(at)).access)).json.active, true)
    isRefused(await as(token))
    isRefused(await as('nonsense'))
  }),
  must(
    '283',
    'introspect-any-client',
    'A machine can introspect the tokens of all clients of its project.',
    async (at) => {
      const bearer = granted(await serviceAnswer(at)).access
      for (const { json } of [await fullLaunch(at), await someLaunch(at), await someService(at)]) {
        const form = { token: String(json.access_token) }
        assert.equal((await call(at.endpoint('introspection'), { form, bearer })).json.active, true)
      }
    },
  ),
]

async function publisher(at: Damson, jwksUri: string): Promise<Signer & { readonly jwk: object }> {
  const { privateKey, publicKey } = await generateKeyPair('ES384')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'own', alg: 'ES384', use: 'sig' }
  const { id } = await at.newClient({ kind: 'server', jwksUri })
  return { id, alg: 'ES384', privateKey, jwk }
}

/** A client whose keys are at an address, and how often two requests fetched them. */
async function publishedTwice(at: Damson, cacheControl: string): Promise<readonly string[]> {
  const keys: object[] = []
  let methods: readonly string[] = []
  await publishing(at, keys, cacheControl, async (place) => {
    const by = await publisher(at, place.url)
    keys.push(by.jwk)
    for (const _time of [1, 2]) isOk(await asked(at, by))
    methods = [...place.methods]
  })
  return methods
}

const signing = [
  must('285', 'asymmetric-capability', 'The configuration lists the capability of signing clients.', async (at) => {
    assert.ok((await capabilities(at)).includes('client-confidential-asymmetric'))
  }),
  must('286', 'signing-token-endpoint', 'The configuration names the token endpoint.', async (at) => {
    assert.equal((await configuration(at)).json.token_endpoint, at.endpoint('token'))
  }),
  must('287', 'signing-scopes', 'The configuration lists the scopes.', async (at) => {
    assert.ok(strings((await configuration(at)).json.scopes_supported).some((scope) => scope.startsWith('system/')))
  }),
  must('288', 'signing-method', 'The configuration lists private_key_jwt.', async (at) => {
    const { json } = await configuration(at)
    assert.ok(strings(json.token_endpoint_auth_methods_supported).includes('private_key_jwt'))
  }),
  must('289', 'signing-algorithms', 'The configuration lists RS384 or ES384.', async (at) => {
    const { json } = await configuration(at)
    const algorithms = strings(json.token_endpoint_auth_signing_alg_values_supported)
    assert.ok(algorithms.includes('RS384') && algorithms.includes('ES384'))
  }),
  must('296', 'keys-by-url', 'A client can register the address of its keys.', async (at) => {
    isOk(await at.newClient({ kind: 'server', jwksUri: 'https://keys.example/jwks' }).then(() => someService(at)))
  }),
  must('297', 'keys-inline', 'A client can register the keys themselves.', async (at) => {
    isOk(await someService(at))
  }),
  must('305', 'keys-protected', 'Only an administrator can change the keys of a client.', async (at) => {
    const { id } = await signer(at)
    const path = `ClientApplication/${id}`
    const { json } = await fhir(at, path, (await at.owner()).token)
    const changed = { ...json, jwks: undefined, jwksUri: 'https://evil.example/jwks' }
    for (const bearer of [granted(await asked(at, await signer(at))).access, 'nonsense'])
      isRefused(await fhir(at, path, bearer, changed, 'PUT'))
  }),
  must('316', 'signing-client-id', 'A registered signing client gets a client_id.', async (at) => {
    assert.match((await signer(at)).id, /./)
  }),
  must('335', 'by-rfc7523', 'An assertion that RFC 7523 does not allow is refused.', async (at) => {
    const wrong = [{ aud: 'https://other.example' }, { exp: seconds() - 1 }, { iss: undefined }, { sub: undefined }]
    for (const claims of [...wrong, { aud: [at.endpoint('token'), at.issuer] }])
      isError(await present(at, await sign(at, await signer(at), { claims })), 'invalid_client', [400, 401])
  }),
  must('337', 'known-issuer', 'iss must be a known client, and a client_id beside it the same.', async (at) => {
    const by = await signer(at)
    const stranger = { ...by, id: crypto.randomUUID() }
    isError(await asked(at, stranger), 'invalid_client', [400, 401])
    isError(await present(at, await sign(at, by), { client_id: stranger.id }), 'invalid_client', [400, 401])
  }),
  must('338', 'unknown-kid', 'An unknown kid is refused.', async (at) => {
    const assertion = await sign(at, await signer(at), { header: { kid: 'other' } })
    isError(await present(at, assertion), 'invalid_client', [400, 401])
  }),
  must('339', 'keys-fetched', 'Keys are fetched by GET.', async (at) => {
    const methods = await publishedTwice(at, 'no-store')
    assert.ok(methods.length > 0 && methods.every((method) => method === 'GET'))
  }),
  must('340', 'invalid-client', 'A client that fails to authenticate gets invalid_client.', async (at) => {
    const { privateKey } = await generateKeyPair('ES384')
    isError(await asked(at, { ...(await signer(at)), privateKey }), 'invalid_client', [400, 401])
  }),
  must('341', 'keys-not-kept', 'Keys are cached no longer than Cache-Control says.', async (at) => {
    assert.equal((await publishedTwice(at, 'no-store')).length, 2)
  }),
  must('342', 'keys-kept', 'Keys are cached as long as Cache-Control says.', async (at) => {
    assert.equal((await publishedTwice(at, 'max-age=3600')).length, 1)
  }),
  notApplicable(
    '344',
    'symmetric-not-for-services',
    'The profile of clients with a secret is not meant for backend services.',
    'It says what a profile is meant for. Here client_credentials with a secret works as in OAuth, with its own lifetimes.',
  ),
]

export const smartBackend: Suite = {
  source: SOURCE,
  file: 'smart-backend.ts',
  rows: [...services, ...introspection, ...signing],
}
