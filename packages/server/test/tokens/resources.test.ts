import { type Machine, type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, must, redeem } from '../identity/steps.ts'

const CALLBACK = 'https://app.example/callback'

describe.each(storesForWalks())('the FHIR API as a protected resource on %s', (store) => {
  let world: World
  let owner: Owner
  let machine: Machine
  let app: string
  /** The server's own address and that of the project, each with its FHIR base. */
  let addresses: readonly string[]

  beforeAll(async () => {
    world = await startWorld({ store, shared: true })
    owner = await world.actors.owner()
    machine = await world.actors.machine(owner, { extra: { basicAllowed: true } })
    const json = { name: 'An App', kind: 'app', tokenEndpointAuthMethod: 'none', redirectUris: [CALLBACK] }
    app = must(await world.call(`admin/projects/${owner.project}/client`, { json, token: owner.token })).body.id
    addresses = [world.baseUrl, `${world.baseUrl}projects/${owner.project}/`]
  })
  afterAll(() => world.close())

  describe('its metadata (RFC 9728)', () => {
    test('is found by oauth4webapi from the resource, with or without its last slash, and leads to the issuer', async () => {
      const insecure = { [oauth.allowInsecureRequests]: true }
      for (const url of addresses)
        for (const base of [`${url}fhir/R4/`, `${url}fhir/R4`]) {
          const resource = new URL(base)
          const answer = await oauth.resourceDiscoveryRequest(resource, insecure)
          expect(answer.headers.get('access-control-allow-origin') ?? '*').toBe('*')
          const metadata = await oauth.processResourceDiscoveryResponse(resource, answer)
          expect(metadata.authorization_servers).toEqual([url])
          expect(metadata.bearer_methods_supported).toEqual(['header'])
          expect(metadata.scopes_supported).toContain('openid')
          const issuer = new URL(metadata.authorization_servers?.[0] ?? '')
          const found = await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oauth2' })
          const server = await oauth.processDiscoveryResponse(issuer, found)
          expect(server['protected_resources']).toEqual([`${url}fhir/R4/`])
        }
      const bare = must(await world.call('.well-known/oauth-protected-resource')).body
      expect(bare.resource).toBe(world.fhirUrl)
    })

    test('is named by each 401, whatever was wrong', async () => {
      for (const url of addresses) {
        const place = `${world.baseUrl}.well-known/oauth-protected-resource${new URL(url).pathname}fhir/R4/`
        for (const headers of [
          {},
          { Authorization: 'Bearer nonsense' },
          { Authorization: 'Digest x' },
          { Authorization: `Basic ${Buffer.from(`${machine.id}:wrong`).toString('base64')}` },
        ]) {
          const { status, headers: answered } = await world.call(`${url}fhir/R4/Patient`, { headers })
          expect(status).toBe(401)
          const challenge = answered.get('www-authenticate') ?? ''
          expect(challenge).toMatch(/^Bearer /)
          expect(/resource_metadata="([^"]*)"/.exec(challenge)?.[1]).toBe(place)
          expect((await world.call(place)).body.resource).toBe(`${url}fhir/R4/`)
        }
      }
    })

    test('is that of no other path', async () => {
      for (const path of ['fhir', 'fhir/R4/Patient', 'projects', `projects/${owner.project}/fhir/R5`])
        expect((await world.call(`.well-known/oauth-protected-resource/${path}`)).status, path).toBe(404)
    })
  })

  describe('as what a token is asked for (RFC 8707)', () => {
    const own = (url: string): readonly string[] => [`${url}fhir/R4/`, `${url}fhir/R4`]
    const foreign = (url: string): readonly string[] => [
      ...addresses.filter((other) => other !== url).flatMap(own),
      url,
      `${url}fhir/R4//`,
      `${url}fhir/R4/#part`,
      `${url}fhir/R4/Patient`,
      `${url}fhir/r4/`,
      'https://elsewhere.example/fhir/R4/',
      'nonsense',
    ]
    const credentials = (): Record<string, string> => ({
      grant_type: 'client_credentials',
      client_id: machine.id,
      client_secret: machine.secret,
    })
    const form = (fields: Record<string, string>, ...resources: readonly string[]): URLSearchParams =>
      new URLSearchParams([
        ...Object.entries(fields),
        ...resources.map((resource): [string, string] => ['resource', resource]),
      ])

    test('is granted to a machine, named once, twice or not at all; anything else is invalid_target', async () => {
      for (const url of addresses) {
        const ask = (...resources: readonly string[]) =>
          world.call(`${url}oauth2/token`, { form: form(credentials(), ...resources) })
        for (const resources of [[], [''], ...own(url).map((one) => [one]), own(url)])
          expect((await ask(...resources)).status, resources.join(' ')).toBe(200)
        for (const resource of foreign(url))
          for (const resources of [[resource], [`${url}fhir/R4/`, resource], [resource, `${url}fhir/R4/`]]) {
            const { status, body } = await ask(...resources)
            expect([status, body.error], resources.join(' ')).toEqual([400, 'invalid_target'])
          }
      }
    })

    test('may be named at the authorization endpoint, by GET and POST; others go back as invalid_target', async () => {
      for (const url of addresses) {
        const asked = {
          response_type: 'code',
          client_id: app,
          redirect_uri: CALLBACK,
          scope: 'openid',
          state: 'the-state',
          code_challenge: 'a'.repeat(43),
          code_challenge_method: 'S256',
        }
        const ask = (...resources: readonly string[]) =>
          world.call(`${url}oauth2/authorize?${form(asked, ...resources)}`)
        for (const resources of [...own(url).map((one) => [one]), own(url)])
          expect((await ask(...resources)).status, resources.join(' ')).toBe(200)
        for (const resource of foreign(url)) {
          const posted = await world.call(`${url}oauth2/authorize`, { form: form(asked, `${url}fhir/R4`, resource) })
          for (const { headers } of [await ask(resource), posted]) {
            const back = new URL(headers.get('location') ?? '').searchParams
            expect([back.get('error'), back.get('state'), back.get('iss')]).toEqual([
              'invalid_target',
              'the-state',
              url,
            ])
          }
        }
      }
    })

    test('of a code or refresh that asks for another nothing is spent', async () => {
      const begun = await begin(world.call, {
        email: owner.email,
        password: owner.password,
        scope: 'openid offline_access',
      })
      const wrong = { resource: `${addresses[1]}fhir/R4/` }
      expect((await redeem(world.call, begun, wrong)).body.error).toBe('invalid_target')
      const { refresh_token } = must(await redeem(world.call, begun, { resource: world.fhirUrl })).body
      const refreshed = (resource: string) =>
        world.call('oauth2/token', { form: { grant_type: 'refresh_token', refresh_token, resource } })
      expect((await refreshed('https://elsewhere.example/')).body.error).toBe('invalid_target')
      expect((await refreshed(world.fhirUrl)).status).toBe(200)
    })
  })
})
