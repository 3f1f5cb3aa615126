import { type Answer, type CallOptions, type Machine, type Owner, pkce, startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePair, present, sign } from '../clients/signing.ts'
import { patternOf, readGuide } from './guide.ts'

/** What a row of the guide says that Damson answers. */
function answersOf(): ReadonlyMap<string, string> {
  const rows = readGuide('differences.md').text.matchAll(
    /^\| `(?<item>[a-z-]+)` +\|(?:[^|]*\|){2} (?<answer>[^|]*?) *\|$/gm,
  )
  return new Map([...rows].map(({ groups = {} }) => [groups['item'] ?? '', groups['answer'] ?? '']))
}

type Ask = () => Promise<Answer>

describe('what the list of differences says that is answered', () => {
  let world: World
  let owner: Owner
  let server: Machine
  let limited: string
  const answers = answersOf()
  const patient = { resourceType: 'Patient' }
  const person = { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', email: 'a@example.org' }

  beforeAll(async () => {
    world = await startWorld({ shared: true })
    owner = await world.actors.owner()
    server = await world.actors.machine(owner)
    limited = await world.actors.policy(owner, [{ resourceType: 'AccessPolicy' }, { ...patient, readonly: true }])
  })
  afterAll(() => world.close())

  const as = (path: string, options: CallOptions = {}): Promise<Answer> =>
    world.call(path, { token: owner.token, ...options })
  const fhir = (path: string, options: CallOptions = {}): Promise<Answer> => as(`fhir/R4/${path}`, options)
  const client = (fields: object): Promise<Answer> =>
    fhir('ClientApplication', { json: { resourceType: 'ClientApplication', name: 'x', ...fields } })
  const policy = (entry: object, more: object = {}, token = owner.token): Promise<Answer> =>
    fhir('AccessPolicy', {
      json: { resourceType: 'AccessPolicy', name: 'x', resource: [{ ...patient, ...entry }], ...more },
      token,
    })
  const invite = (fields: object): Promise<Answer> =>
    as(`admin/projects/${owner.project}/invite`, { json: { ...person, ...fields } })
  const token = (form: Record<string, string>): Promise<Answer> => world.call('oauth2/token', { form })
  const credentials = { grant_type: 'client_credentials' }
  const login = (fields: object = {}, headers: Record<string, string> = {}): Promise<Answer> =>
    world.call('auth/login', {
      json: {
        email: owner.email,
        password: owner.password,
        codeChallenge: pkce().challenge,
        codeChallengeMethod: 'S256',
        ...fields,
      },
      headers,
    })
  /** An administrator of the project under a policy of their own. */
  const administrator = async (accessPolicy: string): Promise<string> => {
    const email = `${accessPolicy.slice(-8)}@example.org`
    await invite({ email, membership: { admin: true, accessPolicy: { reference: accessPolicy } } })
    const { id, secret } = world.inbox.link(email)
    await world.call('auth/setpassword', { json: { id, secret, password: 'a quiet garden path' } })
    return (await world.actors.signIn(email, 'a quiet garden path')).body.access_token
  }
  const machine = (fields: object): Promise<Answer> =>
    as(`admin/projects/${owner.project}/client`, { json: { name: 'x', ...fields } })
  const assertion = async (changes: Parameters<typeof sign>[3], alg?: string): Promise<Answer> =>
    present(world.call, await sign(await makePair(alg), server, `${world.baseUrl}oauth2/token`, changes))
  const app = async (fields: object = {}): Promise<string> =>
    (await machine({ kind: 'app', redirectUris: ['https://app.example/'], ...fields })).body.id
  const project = async (change: (project: object) => object): Promise<Answer> => {
    const { body } = await fhir(`Project/${owner.project}`)
    return fhir(`Project/${owner.project}`, { method: 'PUT', json: change(body) })
  }

  const stricter: Readonly<Record<string, Ask>> = {
    'pkce-plain': () => login({ codeChallengeMethod: 'plain' }),
    'pkce-absent': () => login({ codeChallenge: undefined }),
    'pkce-optional': () => client({ pkceOptional: true }),
    'password-length': () =>
      world.call('auth/newuser', {
        json: {
          ...person,
          password: 'too short',
          projectId: 'new',
          codeChallenge: pkce().challenge,
          codeChallengeMethod: 'S256',
        },
      }),
    'no-policy': async () => {
      const { body } = await machine({ kind: 'server' })
      const { access_token } = (await token({ ...credentials, client_id: body.id, client_secret: body.secret })).body
      return fhir('Patient', { token: access_token })
    },
    'admin-flag': async () =>
      fhir('AccessPolicy', { token: await administrator(await world.actors.policy(owner, [{ resourceType: '*' }])) }),
    'beyond-own-rights': async () => policy({}, {}, await administrator(limited)),
    'patch-reads': async () => {
      const blind = await world.actors.policy(owner, [{ ...patient, interaction: ['update'] }])
      const writer = await world.actors.machine(owner, { accessPolicy: blind })
      return fhir('Patient/1', {
        method: 'PATCH',
        raw: '[]',
        headers: { 'Content-Type': 'application/json-patch+json' },
        token: await world.actors.machineToken(writer),
      })
    },
    'protected-field': () => project((body) => ({ ...body, superAdmin: true })),
    'other-apps': async () => login({ clientId: await app() }),
    'identity-alone': async () => {
      const id = await app({ firstParty: true })
      const signedIn = await world.actors.signIn(owner.email, owner.password, { clientId: id })
      const { body } = await fhir(`ClientApplication/${id}`)
      await fhir(`ClientApplication/${id}`, { method: 'PUT', json: { ...body, firstParty: false } })
      return fhir('Patient', { token: signedIn.body.access_token })
    },
    origin: () => login({}, { Origin: 'https://elsewhere.example' }),
    basic: () => world.call('fhir/R4/Patient', { basic: server.basic }),
    'client-secret': () => machine({ kind: 'server', secret: 'my own' }),
    'public-secret': async () => token({ ...credentials, client_id: await app(), client_secret: 'x' }),
    'secret-at-refresh': () =>
      token({ grant_type: 'refresh_token', client_id: server.id, refresh_token: owner.refreshToken ?? '' }),
    'wrong-secret': () => token({ ...credentials, client_id: server.id, client_secret: 'wrong' }),
    'assertion-audience': () => assertion({ claims: { aud: [`${world.baseUrl}oauth2/token`] } }),
    'assertion-life': () => assertion({ claims: { exp: Math.floor(Date.now() / 1000) + 3_600 } }),
    'assertion-algorithm': () => assertion({}, 'ES512'),
    device: () => machine({ kind: 'device' }),
    'token-exchange': async () => {
      const { body } = await client({ kind: 'app', tokenEndpointAuthMethod: 'none' })
      const form = { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange', client_id: body.id }
      return world.call('oauth2/token', { form, headers: { Origin: 'https://app.example' } })
    },
    'external-bearer': () => {
      const part = (claims: object): string => Buffer.from(JSON.stringify(claims)).toString('base64url')
      const foreign = `${part({ alg: 'RS256', kid: 'x' })}.${part({ iss: 'https://idp.example/', sub: 'x' })}.eA`
      return world.call('fhir/R4/Patient', { token: foreign })
    },
    'provider-issuer': () =>
      client({
        identityProvider: {
          authorizeUrl: 'https://idp.example/authorize',
          tokenUrl: 'https://idp.example/token',
          userInfoUrl: 'https://idp.example/userinfo',
          clientId: 'damson',
          clientSecret: 'x',
        },
      }),
    'user-external-id': () =>
      client({
        identityProvider: {
          issuer: 'https://idp.example',
          clientId: 'damson',
          clientSecret: 'a secret of the provider',
          identitySource: 'subject',
          identityMappingMode: 'user-external-id',
        },
      }),
    'provider-direct': async () => {
      const uri = 'https://app.example/callback'
      const { body } = await machine({ kind: 'app', redirectUris: [uri] })
      const state = {
        clientId: body.id,
        redirectUri: uri,
        codeChallenge: pkce().challenge,
        codeChallengeMethod: 'S256',
      }
      return world.call(`auth/external?${new URLSearchParams({ code: 'x', state: JSON.stringify(state) })}`)
    },
    'redirect-scheme': () => client({ kind: 'app', redirectUris: ['diary:/callback'] }),
    'short-tokens': () => client({ accessTokenLifetime: '5m' }),
    'set-password': () =>
      as('admin/projects/setpassword', { json: { email: owner.email, password: 'a quiet garden path' } }),
    'invite-password': () => invite({ password: 'a quiet garden path' }),
    'reset-redirect': () =>
      world.call('auth/resetpassword', { json: { email: owner.email, redirectUri: 'https://app.example/' } }),
    'verify-email': () => world.call('auth/verifyemail', { json: { id: 'x', secret: 'x' } }),
    registration: () =>
      world.call('auth/newuser', {
        json: {
          ...person,
          password: 'a quiet garden path',
          projectId: owner.project,
          codeChallenge: pkce().challenge,
          codeChallengeMethod: 'S256',
        },
      }),
    launch: () => login({ scope: 'openid launch' }),
    'patient-context': () => login({ scope: 'openid patient/*.rs' }),
    'scope-level': () => login({ scope: 'openid system/*.rs' }),
    'on-behalf-of': async () => {
      const token = await world.actors.machineToken(server)
      return fhir('Patient', { headers: { 'X-Medplum-On-Behalf-Of': owner.profile }, token })
    },
    'written-by-server': () => fhir('User', { json: { resourceType: 'User', firstName: 'A', lastName: 'B' } }),
  }

  const notYet: Readonly<Record<string, Ask>> = {
    'hidden-fields': () => policy({ hiddenFields: ['name'] }),
    'readonly-fields': () => policy({ readonlyFields: ['name'] }),
    'write-constraint': () => policy({ writeConstraint: [{ language: 'text/fhirpath', expression: 'true' }] }),
    transaction: () => as('fhir/R4', { json: { resourceType: 'Bundle', type: 'transaction', entry: [] } }),
    elements: () => fhir('Patient?_elements=name'),
    operations: async () => fhir('Patient/1/$everything'),
    'project-paths': () => as(`projects/${owner.project}/fhir/R4/Patient`),
    'put-creates': () => fhir('Patient/my-own-id', { method: 'PUT', json: { ...patient, id: 'my-own-id' } }),
  }

  const asks: Readonly<Record<string, Ask>> = { ...stricter, ...notYet }

  test('is tried, row by row', () => {
    expect([...answers.keys()].sort()).toEqual(Object.keys(asks).sort())
  })

  test.each(Object.keys(asks))('%s', async (item) => {
    const ask = asks[item] ?? (() => Promise.reject(new Error(item)))
    const { status, body, headers, text } = await ask()
    const back = headers.get('location') === null ? undefined : new URL(headers.get('location') ?? '').searchParams
    const said: string =
      back?.get('error_description') ?? body?.error_description ?? body?.issue?.[0]?.details.text ?? text
    // An app that sends browsers gets its refusal by one.
    if (back?.get('error') == null) expect(status, said).toBeGreaterThanOrEqual(400)
    expect(said.replaceAll("'", '"')).toMatch(
      new RegExp(patternOf((answers.get(item) ?? '-').replaceAll("'", '"')), 's'),
    )
  })
})
