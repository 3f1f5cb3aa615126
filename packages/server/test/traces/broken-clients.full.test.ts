/** Clients as people break them: each request as it is sent, and what the trace says about it. */
import { randomUUID } from 'node:crypto'
import { type Answer, type Machine, type Owner, pkce } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePair, type Pair, present, sign, signingClient } from '../clients/signing.ts'
import { must } from '../identity/steps.ts'
import type { Visit } from '../signin/cookie-browser.ts'
import { ADMINISTRATOR, CALLBACK, type Hosted, type HostedApp, type Person } from '../signin/hosted.ts'
import { type ShownStep, startTraced, traceIdOf, traceOf } from './tracing.ts'

let hosted: Hosted
let owner: Owner
let person: Person
let app: HostedApp
let loopback: HostedApp
let other: HostedApp
let machine: Machine
let device: Machine
let unruled: Machine
let pair: Pair
let signing: { readonly id: string }
let pipeline: Machine

beforeAll(async () => {
  hosted = await startTraced({ env: { DAMSON_TOKENS_CODE_SECONDS: '30' } })
  owner = { ...hosted.clinic } as Owner
  person = await hosted.member('Practitioner')
  const patients = await hosted.world.actors.policy(owner, [{ resourceType: 'Patient', readonly: true }])
  app = await hosted.app({
    launchUri: 'https://diary.example/launch',
    redirectUris: [CALLBACK, 'https://diary.example/a%20b?tenant=a'],
  })
  loopback = await hosted.app({
    kind: 'server',
    tokenEndpointAuthMethod: 'client_secret_basic',
    accessPolicy: { reference: patients },
    redirectUris: ['http://localhost:3000/callback'],
  })
  other = await hosted.app()
  machine = await hosted.world.actors.machine(owner, { accessPolicy: patients })
  device = await hosted.world.actors.machine(owner, { kind: 'device', accessPolicy: patients })
  unruled = await hosted.world.actors.machine(owner, { accessPolicy: patients })
  pair = await makePair()
  signing = await signingClient(hosted.world, owner, { jwks: { keys: [pair.publicJwk] } })
  const workload = {
    issuer: 'https://forge.example',
    audience: 'here',
    subject: 'repo:acme/lab',
    jwksUrl: 'http://127.0.0.1:1/keys',
  }
  pipeline = await hosted.world.actors.machine(owner, {
    kind: 'device',
    accessPolicy: patients,
    extra: { workloadIdentity: [workload] },
  })
})
afterAll(() => hosted.world.close())

/** Sends the request, and what is found in it. */
interface Broken {
  readonly name: string
  readonly send: () => Promise<Answer | Visit>
  readonly finds: string | RegExp
  readonly warns?: true
}

const call = (path: string, options: Parameters<Hosted['world']['call']>[1] = {}): Promise<Answer> =>
  hosted.world.call(path, options)
const token = (form: Record<string, string>, options: Parameters<Hosted['world']['call']>[1] = {}): Promise<Answer> =>
  call('oauth2/token', { form, ...options })
const header = (value: string): { headers: Record<string, string> } => ({ headers: { Authorization: value } })
const base64 = (text: string): string => Buffer.from(text).toString('base64')

function authorize(
  name: string,
  changes: Record<string, string | undefined>,
  finds: string | RegExp,
  asking: () => HostedApp = () => app,
): Broken {
  const send = (): Promise<Visit> => {
    const aud = changes['aud'] === 'FHIR' ? hosted.world.fhirUrl : changes['aud']
    return hosted.browser().open(`/oauth2/authorize?${asking().query({ ...changes, aud })}`)
  }
  return { name, finds, send }
}

const redirects: readonly Broken[] = [
  authorize(
    'a redirect URI with a slash at the end',
    { redirect_uri: `${CALLBACK}/` },
    `The redirect_uri differs from the registered ${CALLBACK} by a trailing slash that was added.`,
  ),
  authorize(
    'a redirect URI with another port',
    { redirect_uri: 'http://localhost:3001/callback' },
    'The redirect_uri differs from the registered http://localhost:3000/callback in its port (3001 instead of 3000).',
    () => loopback,
  ),
  authorize(
    'a redirect URI with another scheme',
    { redirect_uri: CALLBACK.replace('https', 'http') },
    `differs from the registered ${CALLBACK} in its scheme (http instead of https).`,
  ),
  authorize(
    'a redirect URI with capital letters',
    { redirect_uri: 'https://diary.example/Callback' },
    'in the case of its path: capital and small letters count.',
  ),
  authorize(
    'a redirect URI with another host',
    { redirect_uri: 'https://www.diary.example/callback' },
    'in its host, which has www. in front.',
  ),
  authorize(
    'a redirect URI with a query',
    { redirect_uri: `${CALLBACK}?next=home` },
    `differs from the registered ${CALLBACK} by a query that was added.`,
  ),
  authorize('a redirect URI with a fragment', { redirect_uri: `${CALLBACK}#top` }, 'by a fragment (#…)'),
  authorize(
    'a redirect URI that is encoded otherwise',
    { redirect_uri: 'https://diary.example/a b?tenant=a' },
    'in how its path is percent-encoded.',
  ),
  authorize(
    'a redirect URI that is encoded twice',
    { redirect_uri: encodeURIComponent(CALLBACK) },
    'it is percent-encoded once too often.',
  ),
  authorize(
    'a redirect URI that is quite another',
    { redirect_uri: 'org.other.app:/elsewhere' },
    /does not resemble any of the 2 registered addresses|differs .* in its scheme/,
  ),
  authorize('no redirect URI', { redirect_uri: undefined }, 'The request has no redirect_uri.'),
  authorize('a redirect URI that was never set', { redirect_uri: 'undefined' }, /redirect_uri/),
]

const asking: readonly Broken[] = [
  authorize(
    'an unknown client',
    { client_id: randomUUID() },
    'No client here has the id that was sent (36 characters).',
  ),
  authorize('no client', { client_id: undefined }, 'The request has no client_id.'),
  {
    name: 'a client that is switched off',
    async send() {
      const off = await hosted.app()
      const at = `fhir/R4/ClientApplication/${off.id}`
      const { body } = must(await call(at, { token: owner.token }))
      must(await call(at, { method: 'PUT', json: { ...body, status: 'off' }, token: owner.token }))
      return hosted.browser().open(`/oauth2/authorize?${off.query()}`)
    },
    finds: 'The client is inactive.',
  },
  {
    name: 'a device',
    send: () => hosted.browser().open(`/oauth2/authorize?${app.query({ client_id: device.id })}`),
    finds: 'The client is a device, and devices cannot sign people in.',
  },
  authorize('no PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'PKCE is missing'),
  authorize('PKCE plain', { code_challenge_method: 'plain' }, 'code_challenge_method is plain.'),
  authorize('PKCE without a method', { code_challenge_method: undefined }, 'code_challenge_method is missing'),
  authorize('a short code challenge', { code_challenge: 'short' }, 'The code_challenge has 5 characters;'),
  authorize(
    'a code challenge in hexadecimal',
    { code_challenge: 'ab'.repeat(32) },
    'The code_challenge has 64 characters, a hash in hexadecimal;',
  ),
  authorize(
    'the implicit flow',
    { response_type: 'token' },
    'asks for tokens in the address (implicit or hybrid flow).',
  ),
  authorize(
    'an unknown scope',
    { scope: 'openid prolife' },
    'a word of 7 characters that this server does not know, perhaps profile.',
  ),
  authorize('a scope with commas', { scope: 'openid,profile' }, 'The scope separates its words with commas.'),
  authorize(
    'a malformed resource scope',
    { scope: 'openid patient/Observation.sr' },
    'The permissions of a patient/Observation scope (2 characters) cannot be read.',
  ),
  authorize(
    'a scope of no type',
    { scope: 'openid user/observation.rs' },
    'A user/ scope names a resource type that does not exist.',
  ),
  authorize(
    'a scope for machines',
    { scope: 'openid system/Patient.rs' },
    'The scope system/Patient.rs is for servers and devices, but a person signs in here.',
  ),
  authorize(
    'another audience',
    { aud: 'https://fhir.example/R4' },
    /The aud differs from the FHIR base of this server/,
  ),
  {
    name: 'the issuer as audience',
    send: () => hosted.browser().open(`/oauth2/authorize?${app.query({ aud: hosted.issuer })}`),
    finds: 'The aud is the issuer of this server, not its FHIR base,',
  },
  {
    name: 'a mistake beside several resources, of which there may be as many as an app likes',
    send: () => {
      const resources = new URLSearchParams([1, 2].map(() => ['resource', hosted.world.fhirUrl]))
      return hosted.browser().open(`/oauth2/authorize?${app.query({ scope: 'openid prolife' })}&${resources}`)
    },
    finds: 'perhaps profile.',
  },
  authorize(
    'a resource of another server',
    { resource: 'https://fhir.example/R4' },
    'This server does not protect that resource',
  ),
  authorize('a max_age in words', { max_age: 'an hour' }, 'max_age is not a number of seconds.'),
  authorize('a prompt that there is not', { prompt: 'enroll' }, 'prompt has a word that does not exist.'),
  {
    name: 'an id_token_hint of another client',
    async send() {
      const { body } = must(await other.redeem(await code(other)))
      return hosted.browser().open(`/oauth2/authorize?${app.query({ id_token_hint: body.id_token })}`)
    },
    finds: 'The id_token_hint was issued to another client.',
  },
  authorize(
    'an id_token_hint that is none',
    { id_token_hint: 'a.b.c' },
    'The id_token_hint is not an id token that this address',
  ),
  authorize('a state that is too long', { state: 'x'.repeat(2_001) }, 'state is longer than'),
  authorize('a request object', { request: 'a.b.c' }, 'The request uses a request object (request).'),
  authorize(
    'an unknown response mode',
    { response_mode: 'fragment' },
    'This server does not support the response_mode',
  ),
  {
    name: 'an audience without its path',
    send: () => hosted.browser().open(`/oauth2/authorize?${app.query({ aud: `${hosted.issuer}fhir` })}`),
    finds: 'in its path, which should be /fhir/R4.',
  },
  {
    name: 'a state that is missing',
    finds: 'The request has no state',
    warns: true,
    async send() {
      await hosted.browser().open(`/oauth2/authorize?${app.query({ state: undefined })}`)
      return app.redeem('none')
    },
  },
  {
    name: 'openid that is missing where an id token is expected',
    finds: 'No id token will be issued: the scope has fhirUser, and the scope (fhirUser) lacks openid.',
    warns: true,
    async send() {
      await hosted.browser().open(`/oauth2/authorize?${other.query({ scope: 'fhirUser' })}`)
      return other.redeem('none')
    },
  },
]

async function code(asked: HostedApp = app, changes: Record<string, string | undefined> = {}): Promise<string> {
  const back = await hosted.signIn(hosted.browser(), asked, person, changes)
  return new URL(back.location).searchParams.get('code') ?? ''
}

const redeeming: readonly Broken[] = [
  {
    name: 'a wrong verifier',
    send: async () => app.redeem(await code(), { code_verifier: pkce().verifier }),
    finds: 'The code_verifier does not belong to the code_challenge: its hash differs.',
  },
  {
    name: 'a short verifier',
    send: async () => app.redeem(await code(), { code_verifier: 'tooshort' }),
    finds: 'The code_verifier has 8 characters: it must have 43 to 128.',
  },
  {
    name: 'no verifier',
    send: async () => app.redeem(await code(), { code_verifier: '' }),
    finds: 'The request has no code_verifier.',
  },
  {
    name: 'a code that is used twice',
    async send() {
      const twice = await code()
      must(await app.redeem(twice))
      return app.redeem(twice)
    },
    finds: 'The code was used before. The tokens that it was first exchanged for have been revoked.',
  },
  {
    name: 'a code of another client',
    send: async () => app.redeem(await code(), { client_id: other.id }),
    finds: 'The code was issued to another client.',
  },
  {
    name: 'another redirect URI at the token endpoint',
    send: async () => app.redeem(await code(), { redirect_uri: `${CALLBACK}/` }),
    finds: 'The redirect_uri differs from that of the authorization request by a trailing slash',
  },
  {
    name: 'a code that is redeemed at another address',
    send: async () =>
      call(`projects/${owner.project}/oauth2/token`, {
        form: {
          grant_type: 'authorization_code',
          code: await code(),
          client_id: app.id,
          redirect_uri: CALLBACK,
          code_verifier: app.verifier,
        },
      }),
    finds: 'The code was issued at another address of this server',
  },
  { name: 'a code that was cut off', send: () => app.redeem('abc'), finds: 'This server did not issue the code' },
  {
    name: 'a refresh token that was never issued',
    send: () => token({ grant_type: 'refresh_token', client_id: app.id, refresh_token: '' }),
    finds: 'One is issued only where the scope has offline_access or online_access',
  },
  {
    name: 'a refresh token that is the text undefined',
    send: () => token({ grant_type: 'refresh_token', client_id: app.id, refresh_token: 'undefined' }),
    finds: 'refresh_token is the text undefined: the app never set it.',
  },
  {
    name: 'a refresh token of another client',
    async send() {
      const { body } = must(await app.redeem(await code(app, { scope: 'openid offline_access' })))
      return token({ grant_type: 'refresh_token', client_id: other.id, refresh_token: body.refresh_token })
    },
    finds: 'The refresh token was issued to another client.',
  },
  {
    name: 'a refresh token at another address',
    async send() {
      const { body } = must(await app.redeem(await code(app, { scope: 'openid offline_access' })))
      const form = { grant_type: 'refresh_token', client_id: app.id, refresh_token: body.refresh_token }
      return call(`projects/${owner.project}/oauth2/token`, { form })
    },
    finds: 'The refresh token was issued at another address of this server.',
  },
]

const proving: readonly Broken[] = [
  {
    name: 'a wrong secret',
    send: () => token({ grant_type: 'client_credentials', client_id: machine.id, client_secret: 'x'.repeat(43) }),
    finds:
      'The secret does not belong to this client: it is mistyped, comes from another server or project, ' +
      'or was retired in a rotation.',
  },
  {
    name: 'the secret of another client',
    send: () => token({ grant_type: 'client_credentials', client_id: machine.id, client_secret: device.secret }),
    finds: 'The secret belongs to another client of this project.',
  },
  {
    name: 'a secret that was retired',
    async send() {
      const rotating = await hosted.world.actors.machine(owner)
      const at = `fhir/R4/ClientApplication/${rotating.id}/$rotate-secret`
      const body = (parameter: string, value: string): object => ({
        resourceType: 'Parameters',
        parameter: [{ name: parameter, valueString: value }],
      })
      must(await call(at, { json: body('secret', rotating.secret), token: owner.token }))
      must(await call(at, { json: body('retiringSecret', rotating.secret), token: owner.token }))
      return token({ grant_type: 'client_credentials', client_id: rotating.id, client_secret: rotating.secret })
    },
    finds: 'or was retired in a rotation.',
  },
  {
    name: 'no secret',
    send: () => token({ grant_type: 'client_credentials', client_id: machine.id }),
    finds: 'The client is confidential (client_secret_basic), but did not authenticate.',
  },
  {
    name: 'Basic that is not encoded',
    send: () => token({ grant_type: 'client_credentials' }, header(`Basic ${machine.id}:${machine.secret}`)),
    finds: 'The Basic header holds client_id:client_secret as plain text: it was not base64-encoded.',
  },
  {
    name: 'Basic that is encoded twice',
    send: () =>
      token({ grant_type: 'client_credentials' }, header(`Basic ${base64(base64(`${machine.id}:${machine.secret}`))}`)),
    finds: 'The Basic header is base64-encoded twice.',
  },
  {
    name: 'Basic whose colon is encoded too',
    send: () =>
      token(
        { grant_type: 'client_credentials' },
        header(`Basic ${base64(encodeURIComponent(`${machine.id}:${machine.secret}`))}`),
      ),
    finds: 'The colon in the Basic header is percent-encoded',
  },
  {
    name: 'Basic and the body at once',
    send: () =>
      token(
        { grant_type: 'client_credentials', client_id: machine.id, client_secret: 'an older one' },
        { basic: machine.basic },
      ),
    finds: 'The client authenticates in two ways at once, and they disagree.',
  },
  {
    name: 'a grant type that is not allowed',
    send: () =>
      token({
        grant_type: 'refresh_token',
        client_id: device.id,
        client_secret: device.secret,
        refresh_token: 'x',
      }),
    finds: 'A device may not use refresh_token.',
  },
  {
    name: 'an exchange of nothing',
    send: () =>
      token({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        client_id: machine.id,
        client_secret: machine.secret,
      }),
    finds: 'The request has no subject_token.',
  },
  {
    name: 'a resource of another server at the token endpoint',
    send: () =>
      token({
        grant_type: 'client_credentials',
        client_id: machine.id,
        client_secret: machine.secret,
        resource: 'https://fhir.example/R4',
      }),
    finds: 'This server does not protect the resource',
  },
  {
    name: 'the password grant',
    send: () => token({ grant_type: 'password', client_id: app.id, username: 'ada', password: 'x' }),
    finds: 'The password grant is not part of OAuth 2.1.',
  },
  {
    name: 'a public client with a secret',
    send: async () => token({ grant_type: 'authorization_code', code: 'x', client_id: app.id, client_secret: 'hush' }),
    finds: 'A secret was sent, but the client is public and has none.',
  },
  {
    name: 'JSON at the token endpoint',
    send: () =>
      call('oauth2/token', {
        json: { grant_type: 'client_credentials', client_id: machine.id, client_secret: machine.secret },
      }),
    finds: 'The body is application/json, but the token endpoint accepts only forms.',
  },
  {
    name: 'GET at the token endpoint',
    send: () => call(`oauth2/token?grant_type=client_credentials&client_id=${machine.id}`),
    finds: 'The token endpoint was called with GET, but accepts only POST.',
  },
  {
    name: 'an unknown client at the token endpoint',
    send: () => token({ grant_type: 'client_credentials', client_id: randomUUID(), client_secret: 'x' }),
    finds: 'There is no client here with the id that was sent.',
  },
  {
    name: 'a machine that asks for scopes of people',
    send: () =>
      token({
        grant_type: 'client_credentials',
        client_id: machine.id,
        client_secret: machine.secret,
        scope: 'user/Patient.rs',
      }),
    finds: 'The scope user/Patient.rs is for people, but client_credentials signs no one in.',
  },
]

const at = (): string => `${hosted.issuer}oauth2/token`
const seconds = (ahead: number): number => Math.floor(Date.now() / 1000) + ahead

function assertion(
  name: string,
  changes: () => Parameters<typeof sign>[3],
  finds: string | RegExp,
  audience: () => string = at,
): Broken {
  return { name, finds, send: async () => present(hosted.world.call, await sign(pair, signing, audience(), changes())) }
}

const signed: readonly Broken[] = [
  assertion(
    'an assertion for another server',
    () => ({}),
    'The aud of the assertion differs from',
    () => 'https://other.example/token',
  ),
  assertion(
    'an assertion for an address without its slash',
    () => ({}),
    /differs from http:\/\/localhost:\d+\/ by a trailing slash that was left out/,
    () => hosted.issuer.slice(0, -1),
  ),
  assertion(
    'an assertion whose aud is a list',
    () => ({ claims: { aud: [at()] } }),
    'The aud of the assertion is a list.',
  ),
  assertion(
    'an expired assertion',
    () => ({ claims: { exp: seconds(-90), iat: seconds(-120) } }),
    /The assertion expired (89|90|91|92) seconds ago \(exp\)\./,
  ),
  assertion(
    'an assertion of a clock that is ahead',
    () => ({ claims: { iat: seconds(600), exp: seconds(700) } }),
    /The assertion was made (59\d|600) seconds ahead of this server’s clock \(iat\)\./,
  ),
  assertion(
    'an assertion for an hour',
    () => ({ claims: { exp: seconds(3600) } }),
    'The assertion is valid for more than 5 minutes.',
  ),
  assertion(
    'an assertion of an unknown key',
    () => ({ header: { kid: 'other' } }),
    'No key in the jwks of the client has the kid of the assertion.',
  ),
  {
    name: 'an assertion that is not signed',
    async send() {
      const [, claims] = (await sign(pair, signing, at())).split('.')
      const head = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url')
      return present(hosted.world.call, `${head}.${claims}.AA`)
    },
    finds: 'The assertion is not signed: its alg is none.',
  },
  {
    name: 'keys that cannot be fetched',
    async send() {
      const lost = await signingClient(hosted.world, owner, { jwksUri: 'https://127.0.0.1:1/keys' })
      return present(hosted.world.call, await sign(pair, lost, at()))
    },
    finds: 'The keys of the client cannot be fetched from its jwksUri (forbidden_address).',
  },
]

const reading: readonly Broken[] = [
  {
    name: 'a page whose origin is not registered',
    send: async () =>
      app.redeem('none', {}).then(() =>
        call('oauth2/token', {
          form: { grant_type: 'authorization_code', code: 'x', client_id: app.id, code_verifier: app.verifier },
          headers: { Origin: 'https://diary.example' },
        }),
      ),
    finds: 'The request comes from a web page whose origin is not registered',
    warns: true,
  },
  {
    name: 'an id token as access token',
    async send() {
      const { body } = must(await app.redeem(await code()))
      return call('fhir/R4/Patient', { token: body.id_token })
    },
    finds: 'The token is an id token, which does not give access to the API.',
  },
  {
    name: 'a token of another server',
    async send() {
      const { body } = must(await app.redeem(await code()))
      const [head = '', claims = '', signature] = String(body.access_token).split('.')
      const changed = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), iss: 'https://other.example/' }
      const text = [head, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.')
      return call('fhir/R4/Patient', { token: text })
    },
    finds: 'The token was issued by another server or at another address, not by',
  },
  { name: 'no token', send: () => call('fhir/R4/Patient'), finds: 'The request has no Authorization header.' },
  {
    name: 'a search by what there is not',
    send: () => call('fhir/R4/Patient?Lovelace=Ada', { token: owner.token }),
    finds: /^The search has a parameter that its type does not support\.$/,
  },
  {
    name: 'a resource that is not valid',
    send: () => call('fhir/R4/Patient', { json: { resourceType: 'Patient', Lovelace: 'Ada' }, token: owner.token }),
    finds: /^The resource is not valid: an element is unknown/,
  },
  {
    name: 'what a gate refuses, without what was sent',
    async send() {
      const at = `fhir/R4/ClientApplication/${app.id}`
      const { body } = must(await call(at, { token: owner.token }))
      return call(at, { method: 'PUT', json: { ...body, redirectUris: ['javascript:Lovelace'] }, token: owner.token })
    },
    finds: /^"…" cannot be registered\.$/,
  },
  {
    name: 'what an administrator may not make',
    send: () => call(`admin/projects/${owner.project}/invite`, { json: { email: 'Lovelace' }, token: owner.token }),
    finds: /^The body has fields that are missing, unknown or malformed\.$/,
  },
  {
    name: 'a refresh token as access token',
    async send() {
      const { body } = must(await app.redeem(await code(app, { scope: 'openid offline_access' })))
      return call('fhir/R4/Patient', { token: body.refresh_token })
    },
    finds: 'The token is a refresh token.',
  },
  {
    name: 'a type that there is not',
    send: () => call('fhir/R4/patient/1', { token: owner.token }),
    finds: 'The path names a resource type that this server does not know.',
  },
  {
    name: 'userinfo without openid',
    async send() {
      const { body } = must(await app.redeem(await code(app, { scope: 'fhirUser' })))
      return call('oauth2/userinfo', { token: body.access_token })
    },
    finds: 'The scope of the token lacks openid.',
  },
  {
    name: 'an If-Match that is not the newest',
    async send() {
      const { body } = must(await call('fhir/R4/Patient', { json: { resourceType: 'Patient' }, token: owner.token }))
      const options = { method: 'PUT', json: body, token: owner.token, headers: { 'If-Match': 'W/"9"' } } as const
      return call(`fhir/R4/Patient/${body.id}`, options)
    },
    finds: 'The version in If-Match is not the newest.',
  },
  {
    name: 'no policy',
    async send() {
      const members = must(
        await call(`fhir/R4/ProjectMembership?profile=ClientApplication/${unruled.id}`, { token: owner.token }),
      )
      const membership = members.body.entry[0].resource
      const { accessPolicy: _, access: __, ...without } = membership
      must(
        await call(`fhir/R4/ProjectMembership/${membership.id}`, { method: 'PUT', json: without, token: owner.token }),
      )
      return call('fhir/R4/Patient', { token: await hosted.world.actors.machineToken(unruled) })
    },
    finds: 'The membership has no access policy, and without a policy nothing is allowed.',
  },
  {
    name: 'a type that the policy has not',
    send: async () => call('fhir/R4/Observation', { token: await hosted.world.actors.machineToken(machine) }),
    finds: 'No access policy of this ClientApplication allows this on Observation.',
  },
  {
    name: 'a scope that is too narrow',
    async send() {
      const form = { grant_type: 'client_credentials', client_id: machine.id, client_secret: machine.secret }
      const { body } = must(await token({ ...form, scope: 'system/Patient.s' }))
      return call(`fhir/R4/Patient/${randomUUID()}`, { token: body.access_token })
    },
    finds: 'The scope of the token (system/Patient.s) does not allow this on Patient, although the access policy does.',
  },
  {
    name: 'a patient out of the compartment',
    async send() {
      const patient = await hosted.member('Patient')
      const back = await hosted.signIn(hosted.browser(), app, patient, { scope: 'openid launch/patient patient/*.rs' })
      const { body } = must(await app.redeem(new URL(back.location).searchParams.get('code') ?? ''))
      const another = must(await call('fhir/R4/Patient', { json: { resourceType: 'Patient' }, token: owner.token }))
        .body.id
      return call(`fhir/R4/Patient/${another}`, { token: body.access_token })
    },
    finds: 'is outside the compartment of the patient of the patient/ scopes.',
  },
]

const LAUNCHED = 'openid launch'

/** A launch of the app, made by the administrator. */
async function launchOf(): Promise<string> {
  const { body } = must(
    await call(`fhir/R4/ClientApplication/${app.id}/$smart-launch`, { json: {}, token: hosted.clinic.token }),
  )
  return new URL(body.parameter[0].valueUrl).searchParams.get('launch') ?? ''
}

function launched(name: string, send: (launch: string) => Promise<Visit>, finds: string | RegExp): Broken {
  return { name, send: async () => send(await launchOf()), finds }
}

const askLaunched = (launch: string, issuer = '', by = app): Promise<Visit> => {
  const aud = `${hosted.world.baseUrl}${issuer}fhir/R4`
  return hosted.browser().open(`/${issuer}oauth2/authorize?${by.query({ scope: LAUNCHED, launch, aud })}`)
}

const launches: readonly Broken[] = [
  launched('a launch that was guessed', async () => askLaunched('x'.repeat(43)), 'The launch does not exist'),
  launched('a launch of another app', (launch) => askLaunched(launch, '', other), 'was made for another app'),
  launched(
    'a launch of another address',
    (launch) => askLaunched(launch, `projects/${owner.project}/`),
    'The launch was made at another address of this server.',
  ),
  launched(
    'a launch that was used before',
    async (launch) => {
      const changes = { scope: LAUNCHED, launch, aud: hosted.world.fhirUrl }
      await hosted.signIn(hosted.browser(), app, ADMINISTRATOR, changes)
      return askLaunched(launch)
    },
    'The launch was used before',
  ),
]

/** Last, since they move the clock. */
const late: readonly Broken[] = [
  launched(
    'a launch that has expired',
    async (launch) => {
      await hosted.travel(601_000)
      return askLaunched(launch)
    },
    'The launch has expired',
  ),
  {
    name: 'a refresh token that was used before',
    async send() {
      const { body } = must(await app.redeem(await code(app, { scope: 'openid offline_access' })))
      const again = { grant_type: 'refresh_token', client_id: app.id, refresh_token: body.refresh_token }
      must(await token(again))
      await hosted.travel(30_000)
      return token(again)
    },
    finds: 'The refresh token was used before, and a newer one was issued.',
  },
  {
    name: 'a code that has expired',
    async send() {
      const slow = await code()
      await hosted.travel(61_000)
      return app.redeem(slow)
    },
    finds: 'The code has expired: it is valid for 30 seconds.',
  },
  {
    name: 'an access token that has expired',
    async send() {
      const { body } = must(await app.redeem(await code()))
      await hosted.travel(3_700_000)
      return call('fhir/R4/Patient', { token: body.access_token })
    },
    finds: /The access token expired \d+ seconds ago\./,
  },
]

function workload(name: string, claims: object, finds: string): Broken {
  const send = async (): Promise<Answer> => {
    const said = { iss: 'https://forge.example', sub: 'repo:acme/lab', ...claims }
    const assertion = await sign(pair, pipeline, 'here', { claims: said })
    return token({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', client_id: pipeline.id, assertion })
  }
  return { name, finds, send }
}

const workloads: readonly Broken[] = [
  workload(
    'a workload of another forge',
    { iss: 'https://other.example' },
    'The iss of the workload’s token is not the issuer',
  ),
  workload(
    'a workload whose keys are out of reach',
    {},
    'The keys of the workload’s issuer cannot be fetched (not_https).',
  ),
]

describe.each([
  ['the authorization endpoint, where the redirect URI is wrong', redirects],
  ['the authorization endpoint', asking],
  ['the redemption of codes', redeeming],
  ['the proof of clients', proving],
  ['signed assertions', signed],
  ['workloads', workloads],
  ['the API', reading],
  ['launches from within an EHR', launches],
  ['things that come too late', late],
])('of %s', (_, fixtures) => {
  test.each(fixtures)('the trace explains $name', async ({ send, finds, warns }) => {
    const refused = await send()
    const id = traceIdOf(refused)
    const steps = await traceOf(hosted, id)
    const told = (step: ShownStep | undefined, severity: string): readonly string[] =>
      (step?.findings ?? []).filter((finding) => finding.severity === severity).map(({ what }) => what)
    const step = steps.find((one) => one.id === id)
    const sentences = warns ? steps.flatMap((one) => told(one, 'warning')) : told(step, 'error').slice(0, 1)
    const matching = typeof finds === 'string' ? expect.stringContaining(finds) : expect.stringMatching(finds)
    expect(sentences).toContainEqual(matching)
    for (const { remedy } of step?.findings ?? []) expect(remedy.length).toBeGreaterThan(10)
    // A finding is for the administrators of the project: nothing of it is in the answer.
    const answer = `${refused.text} ${'location' in refused ? decodeURIComponent(refused.location) : ''}`
    for (const { what } of step?.findings ?? []) expect(answer.replaceAll('+', ' ')).not.toContain(what)
  })
})
