import { type Answer, type Owner, pkce, startWorld, storesForWalks, type World } from '@damson/testkit'
import { MedplumClient } from '@medplum/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { JWT_BEARER, type KeyHost, makePair, type Pair, sign, startKeyHost } from '../clients/signing.ts'
import { claimsOf, must, verdict } from '../identity/steps.ts'

const SUBJECT = 'repo:acme/lab:ref:refs/heads/main'
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const TYPE = 'urn:ietf:params:oauth:token-type:'

describe.each(storesForWalks())('the token of a workload on %s', (store) => {
  let world: World
  let owner: Owner
  let host: KeyHost
  let pair: Pair
  let client = ''
  let issuer = ''
  beforeAll(async () => {
    world = await startWorld({ store, shared: true })
    owner = await world.actors.owner()
    pair = await makePair('RS256')
    host = await startKeyHost()
    issuer = new URL('/forge', host.url).href
    host.answer = ({ url }, response) => {
      const isMetadata = url === '/forge/.well-known/openid-configuration'
      response.end(JSON.stringify(isMetadata ? { issuer, jwks_uri: host.url } : { keys: [pair.publicJwk] }))
    }
    client = await pipeline({})
  })
  afterAll(async () => {
    await world.close()
    host.close()
  })

  const workload = (changes: object = {}): object => ({ issuer, audience: world.baseUrl, subject: SUBJECT, ...changes })
  async function made(fields: object): Promise<Answer> {
    const policy = await world.actors.policy(owner, [{ resourceType: 'Patient' }])
    const json = { name: 'pipeline', kind: 'device', accessPolicy: { reference: policy }, ...fields }
    return world.call(`admin/projects/${owner.project}/client`, { json, token: owner.token })
  }
  async function pipeline(changes: object): Promise<string> {
    const { body } = must(await made({ workloadIdentity: [workload(changes)] }))
    expect(body.secret).toBeUndefined()
    return body.id
  }
  const token = (claims: object = {}, by = pair, header: object = {}): Promise<string> =>
    sign(by, { id: '' }, world.baseUrl, { claims: { iss: issuer, sub: SUBJECT, exp: seconds(300), ...claims }, header })
  const seconds = (more: number): number => Math.floor(Date.now() / 1000) + more
  const asGrant = (assertion: string, id = client, more: object = {}): Promise<Answer> =>
    world.call('oauth2/token', { form: { grant_type: GRANT, client_id: id, assertion, ...more } })
  const asProof = (assertion: string, id = client, more: object = {}): Promise<Answer> =>
    world.call('oauth2/token', {
      form: {
        grant_type: 'client_credentials',
        client_id: id,
        client_assertion_type: JWT_BEARER,
        client_assertion: assertion,
        ...more,
      },
    })
  const asSubject = (subject: string, id = client, more: object = {}): Promise<Answer> =>
    world.call('oauth2/token', {
      form: {
        grant_type: EXCHANGE,
        client_id: id,
        subject_token: subject,
        subject_token_type: `${TYPE}jwt`,
        ...more,
      },
    })
  async function reasons(): Promise<string> {
    const path = `fhir/R4/AuditEvent?subtype=token.refused&_count=1`
    return (await world.call(path, { token: owner.token })).body.entry?.[0]?.resource.outcomeDesc
  }

  test.each([
    ['a grant', asGrant],
    ['the proof of a client', asProof],
    ['what is exchanged', asSubject],
  ])('as %s becomes a token of the client, with its rights, and names the workload in the audit', async (_, ask) => {
    const { body } = must(await ask(await token()))
    expect(claimsOf(body.access_token)).toMatchObject({ sub: client, client_id: client })
    expect(body.refresh_token).toBeUndefined()
    expect((await world.call('fhir/R4/Patient', { token: body.access_token })).status).toBe(200)
    expect((await world.call('fhir/R4/Observation', { token: body.access_token })).status).toBe(403)
    const events = await world.call('fhir/R4/AuditEvent?subtype=token.issued&_count=1', { token: owner.token })
    expect(JSON.stringify(events.body)).toContain(SUBJECT)
  })

  test('is good for one token, where it has an id', async () => {
    const once = await token()
    must(await asGrant(once))
    expect(verdict(await asGrant(once))).toBe('401 invalid_client')
    expect(await reasons()).toContain('reused')
    const again = await token()
    const tries = await Promise.all([1, 2, 3, 4].map(() => asProof(again)))
    expect(tries.filter(({ status }) => status === 200)).toHaveLength(1)
    const exchanged = await token()
    must(await asSubject(exchanged))
    for (const ask of [asSubject, asGrant, asProof]) expect(verdict(await ask(exchanged))).toBe('401 invalid_client')
    const nameless = await token({ jti: undefined })
    for (const ask of [asGrant, asGrant, asSubject]) must(await ask(nameless))
  })

  test.each<[string, object, object, string]>([
    ['another subject', { sub: 'repo:acme/lab:pull_request' }, {}, 'unknown_workload: wrong_subject'],
    ['another repository', { sub: 'repo:acme/laboratory:ref:refs/heads/main' }, {}, 'unknown_workload: wrong_subject'],
    ['another audience', { aud: 'https://other.example' }, {}, 'unknown_workload: wrong_audience'],
    ['several audiences', { aud: ['a', 'b'] }, {}, 'unknown_workload: wrong_audience'],
    ['another issuer', { iss: 'https://other.example' }, {}, 'unknown_workload: foreign_issuer'],
    ['its end', { iat: -400, exp: -31 }, {}, 'expired_workload_token: expired_token'],
    ['a life too long', { exp: 4_000 }, {}, 'long_lived_workload_token: long_lived'],
    ['no end', { exp: undefined }, {}, 'malformed_workload_token: wrong_times'],
    ['the future', { iat: 90 }, {}, 'future_workload_token: future_token'],
    ['another kind', {}, { typ: 'at+jwt' }, 'malformed_workload_token: wrong_header'],
    ['an unknown key', {}, { kid: 'another' }, 'unknown_workload: unknown_key'],
  ])('is refused with %s', async (_, claims, header, reason) => {
    const timed = Object.fromEntries(
      Object.entries(claims).map(([name, value]) => [name, typeof value === 'number' ? seconds(value) : value]),
    )
    const wrong = await token(timed, pair, header)
    const granted = await asGrant(wrong)
    expect([verdict(granted), await reasons()]).toEqual(['401 invalid_client', reason])
    const exchanged = await asSubject(wrong)
    expect([verdict(exchanged), await reasons()]).toEqual(['401 invalid_client', reason])
    expect(exchanged.body.error_description).toBe(granted.body.error_description)
  })

  test('is refused when somebody else signed it, for another client, or beside another proof', async () => {
    const stranger = { ...(await makePair('RS256')), kid: pair.kid }
    expect(verdict(await asProof(await token({}, stranger)))).toBe('401 invalid_client')
    const other = await pipeline({ subject: 'repo:acme/other:ref:refs/heads/main' })
    expect(verdict(await asGrant(await token(), other))).toBe('401 invalid_client')
    expect(verdict(await asGrant(await token(), crypto.randomUUID()))).toBe('401 invalid_client')
    expect(verdict(await asGrant(await token(), ''))).toBe('400 invalid_request')
    expect(verdict(await asGrant(await token(), client, { client_secret: 'x' }))).toBe('400 invalid_request')
    const machine = await world.actors.machine(owner)
    expect(verdict(await asGrant(await token(), machine.id))).toBe('401 invalid_client')
    const form = { grant_type: GRANT }
    expect(verdict(await world.call('oauth2/token', { form, basic: machine.basic }))).toBe('400 invalid_request')
    const { challenge } = pkce()
    expect(verdict(await asGrant(challenge))).toBe('401 invalid_client')
  })

  test('is refused in the same words for clients that take such tokens, that do not, and that do not exist', async () => {
    const stranger = { ...(await makePair('RS256')), kid: pair.kid }
    const tokens = await Promise.all([
      token({}, stranger),
      token({ exp: 1 }, stranger),
      token({}, stranger, { kid: 'another' }),
      token({}, stranger, { typ: 'at+jwt' }),
      token({}, stranger, { jku: 'https://other.example' }),
    ])
    const machine = await world.actors.machine(owner)
    for (const one of tokens)
      for (const ask of [asGrant, asProof, asSubject]) {
        const answers = await Promise.all([client, machine.id, crypto.randomUUID()].map((id) => ask(one, id)))
        expect(new Set(answers.map(({ body }) => body.error_description)).size).toBe(1)
      }
  })

  test('is exchanged as each type of token, for an access token of the client alone', async () => {
    for (const type of ['jwt', 'id_token', 'access_token']) {
      const more = { subject_token_type: `${TYPE}${type}`, scope: 'openid offline_access', audience: world.baseUrl }
      const { body } = must(await asSubject(await token(), client, more))
      expect(body).toMatchObject({ issued_token_type: `${TYPE}access_token`, token_type: 'Bearer' })
      expect(claimsOf(body.access_token)).toMatchObject({ sub: client, client_id: client })
      expect([body.refresh_token, body.id_token]).toEqual([undefined, undefined])
    }
    for (const [more, refusal] of [
      [{ subject_token_type: `${TYPE}saml2` }, '400 invalid_request'],
      [{ requested_token_type: `${TYPE}refresh_token` }, '400 invalid_request'],
      [{ actor_token: 'x' }, '400 invalid_request'],
      [{ audience: 'https://other.example' }, '400 invalid_target'],
      [{ client_secret: 'x' }, '401 invalid_client'],
      [{ client_id: '' }, '400 invalid_request'],
    ] as const)
      expect(verdict(await asSubject(await token(), client, more)), JSON.stringify(more)).toBe(refusal)
    const listed = must(await made({ workloadIdentity: [workload()], grantType: [GRANT] })).body.id
    must(await asGrant(await token(), listed))
    expect(verdict(await asSubject(await token(), listed))).toBe('400 unauthorized_client')
  })

  test('is not exchanged where people sign in with a provider, and a person’s token is not a workload’s', async () => {
    const identityProvider = {
      issuer,
      clientId: 'damson',
      clientSecret: 'a secret of the provider',
      emailDomain: ['clinic.example'],
      profileType: ['Practitioner'],
    }
    const both = must(await made({ kind: 'server', workloadIdentity: [workload()], identityProvider })).body.id
    must(await asGrant(await token(), both))
    expect(verdict(await asSubject(await token(), both))).toBe('401 invalid_client')
    expect(await reasons()).toBe('missing_secret')
    // Nor beside a proof: then what is exchanged is a person's, and the workload's is none of a person.
    const proof = { client_assertion_type: JWT_BEARER, client_assertion: await token() }
    expect(verdict(await asSubject(await token(), both, proof))).toMatch(/^400/)
    expect(verdict(await asSubject(await token(), client, { ...proof, client_assertion: await token() }))).toMatch(
      /^400/,
    )
    const person = { sub: 'auth0|ada', aud: 'damson', email: 'ada@clinic.example', email_verified: true }
    for (const id of [client, both])
      expect(verdict(await asSubject(await token(person), id))).toBe('401 invalid_client')
  })

  test('stands for whatever subject its pattern takes, and for a client that is active', async () => {
    const release = await pipeline({ subject: 'repo:acme/lab:ref:refs/tags/*' })
    must(await asGrant(await token({ sub: 'repo:acme/lab:ref:refs/tags/v1.0' }), release))
    expect(verdict(await asGrant(await token(), release))).toBe('401 invalid_client')
    const path = `fhir/R4/ClientApplication/${release}`
    const { body } = await world.call(path, { token: owner.token })
    must(await world.call(path, { method: 'PUT', token: owner.token, json: { ...body, status: 'off' } }))
    expect(verdict(await asGrant(await token({ sub: 'repo:acme/lab:ref:refs/tags/v1.0' }), release))).toBe(
      '401 invalid_client',
    )
  })

  test.each<[string, object]>([
    ['a bare asterisk', { subject: '*' }],
    ['all of a forge', { subject: 'repo:*' }],
    ['a part of a name', { subject: 'repo:acme*' }],
    ['an issuer by http', { issuer: 'http://forge.example' }],
    ['an issuer with a query', { issuer: 'https://forge.example/?a=b' }],
    ['no audience', { audience: ' ' }],
  ])('cannot be configured with %s', async (_, changes) => {
    expect((await made({ workloadIdentity: [workload(changes)] })).status).toBe(400)
  })

  test('cannot be configured beside a secret, or for an app', async () => {
    const workloadIdentity = [workload()]
    expect((await made({ workloadIdentity, tokenEndpointAuthMethod: 'client_secret_basic' })).status).toBe(400)
    expect((await made({ workloadIdentity, kind: 'app' })).status).toBe(400)
    const places = [workload(), workload({ subject: 'repo:acme/x', jwksUrl: host.url })]
    expect((await made({ workloadIdentity: places })).status).toBe(400)
  })

  test('signs the unmodified @medplum/core in with startJwtBearerLogin', async () => {
    const medplum = new MedplumClient({ baseUrl: world.baseUrl, fetch })
    const profile = await medplum.startJwtBearerLogin(client, await token(), 'openid')
    expect(profile.id).toBe(client)
  })
})
