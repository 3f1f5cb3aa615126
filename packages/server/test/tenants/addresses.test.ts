import { randomUUID } from 'node:crypto'
import {
  type Answer,
  type Caller,
  type Machine,
  type Owner,
  startWorld,
  storesForWalks,
  type World,
} from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePair, sign, signingClient } from '../clients/signing.ts'
import { answerInvitations } from '../identity/answer-invitations.ts'
import { begin, claimsOf, follow, freshEmail, must, PASSWORD, reasonOf, redeem, refresh } from '../identity/steps.ts'

/** An address at which the server is an issuer. */
interface Address {
  readonly name: string
  readonly url: string
  readonly call: Caller
}

describe.each(storesForWalks())('the addresses of projects on %s', (store) => {
  let world: World
  /** Of the first project, with a place in the second as well. */
  let owner: Owner
  let other: Owner
  let machine: Machine
  let root: Address
  let first: Address
  let second: Address

  beforeAll(async () => {
    world = await startWorld({ store, shared: true })
    owner = await world.actors.owner({ projectName: 'The First' })
    other = await world.actors.owner({ projectName: 'The Second' })
    machine = await world.actors.machine(owner, { extra: { basicAllowed: true } })
    const invitation = { resourceType: 'Practitioner', firstName: 'Ada', lastName: 'Lovelace', email: owner.email }
    must(await world.call(`admin/projects/${other.project}/invite`, { json: invitation, token: other.token }))
    await answerInvitations(world, owner)
    root = { name: 'the server', url: world.baseUrl, call: world.call }
    first = addressOf('its project', owner.project)
    second = addressOf('another project', other.project)
  })
  afterAll(() => world.close())

  function addressOf(name: string, project: string): Address {
    const url = `${world.baseUrl}projects/${project}/`
    return { name, url, call: (path, options) => world.call(new URL(path, url).href, options) }
  }

  const person = (): { email: string; password: string } => ({ email: owner.email, password: owner.password })
  const signedIn = async ({ call }: Address, fields: object = {}): Promise<Answer['body']> => {
    const begun = await begin(call, { ...person(), scope: 'openid profile offline_access', ...fields })
    return must(await redeem(call, begun)).body
  }

  describe('metadata', () => {
    test.each([
      ['appended', (id: string) => `projects/${id}/.well-known/oauth-authorization-server`],
      ['appended', (id: string) => `projects/${id}/.well-known/openid-configuration`],
      ['inserted', (id: string) => `.well-known/oauth-authorization-server/projects/${id}`],
      ['inserted, last slash kept', (id: string) => `.well-known/oauth-authorization-server/projects/${id}/`],
      ['inserted', (id: string) => `.well-known/openid-configuration/projects/${id}`],
    ])('names the issuer and its endpoints: %s', async (_how, path) => {
      const { body, headers } = must(
        await world.call(path(owner.project), { headers: { Origin: 'https://any.example' } }),
      )
      expect(body.issuer).toBe(first.url)
      const places = Object.entries(body).filter(([name]) => /_endpoint$|_uri$/.test(name))
      expect(places.length).toBeGreaterThan(5)
      for (const [name, value] of places) expect(value, name).toMatch(new RegExp(`^${first.url}`))
      expect(headers.get('access-control-allow-origin')).toBe('*')
      expect((await world.call(body.jwks_uri)).body).toEqual((await root.call('.well-known/jwks.json')).body)
    })

    test('of the FHIR API stays under the address', async () => {
      const smart = must(await first.call('fhir/R4/.well-known/smart-configuration')).body
      expect([smart.issuer, smart.token_endpoint]).toEqual([first.url, `${first.url}oauth2/token`])
      const capabilities = must(await first.call('fhir/R4/metadata')).body
      expect(capabilities.implementation.url).toBe(`${first.url}fhir/R4/`)
      const [oauthUris] = capabilities.rest[0].security.extension
      for (const { valueUri } of oauthUris.extension) expect(valueUri).toMatch(new RegExp(`^${first.url}oauth2/`))
      const ofRoot = must(await root.call('fhir/R4/metadata')).body
      expect(ofRoot.implementation.url).toBe(world.fhirUrl)
      expect(JSON.stringify(ofRoot)).not.toContain('urn:damson:here')
    })
  })

  describe('tokens', () => {
    test('name the address they were given out at', async () => {
      for (const { url, call } of [root, first, second]) {
        const { access_token, id_token } = await signedIn({ name: '', url, call }, { projectId: projectIn(url) })
        expect(claimsOf(access_token)).toMatchObject({ iss: url, aud: `${url}fhir/R4/` })
        expect(claimsOf(id_token)).toMatchObject({ iss: url, fhirUser: expect.stringMatching(`^${url}fhir/R4/Pr`) })
        const info = must(await call('oauth2/userinfo', { token: access_token })).body
        expect(info.fhirUser).toBe(claimsOf(id_token)['fhirUser'])
      }
    })

    /** What one address gives out, and whether another takes it. */
    const kinds: Record<string, (given: Address) => Promise<(at: Address) => Promise<boolean>>> = {
      'an access token on FHIR': async (given) => {
        const { access_token: token } = await signedIn(given, { projectId: projectIn(given.url) })
        return async ({ call }) => (await call('fhir/R4/Practitioner', { token })).status !== 401
      },
      'an access token at /auth/me': async (given) => {
        const { access_token: token } = await signedIn(given, { projectId: projectIn(given.url) })
        return async ({ call }) => (await call('auth/me', { token })).status === 200
      },
      'an access token at userinfo': async (given) => {
        const { access_token: token } = await signedIn(given, { projectId: projectIn(given.url) })
        return async ({ call }) => (await call('oauth2/userinfo', { token })).status === 200
      },
      'a refresh token': async (given) => {
        const { refresh_token: token } = await signedIn(given, { projectId: projectIn(given.url) })
        return async ({ call }) => (await refresh(call, token)).status === 200
      },
      'a code': async (given) => {
        const fields = { ...person(), projectId: projectIn(given.url) }
        return async ({ call }) => (await redeem(call, await begin(given.call, fields))).status === 200
      },
      'a handle': async (given) => {
        const { handle } = await begin(given.call, { ...person(), projectId: projectIn(given.url) })
        return async ({ call }) => (await call(`auth/login/${handle}`)).status === 200
      },
    }
    const projectIn = (url: string): string => /projects\/([^/]+)/.exec(url)?.[1] ?? owner.project

    test.each(Object.keys(kinds))('%s is taken at its own address, and refused at every other', async (kind) => {
      for (const given of [root, first, second]) {
        const takenAt = await kinds[kind]?.(given)
        // What is refused is not spent by that, a code excepted: its own address comes last.
        for (const at of [root, first, second].toSorted((a, b) => Number(a === given) - Number(b === given)))
          expect(await takenAt?.(at), `${kind} of ${given.name} at ${at.name}`).toBe(at === given)
      }
    })

    test('a code that is sent to another address is spent by that, and refused at its own too', async () => {
      const begun = await begin(first.call, person())
      expect((await redeem(root.call, begun)).body.error).toBe('invalid_grant')
      expect((await redeem(first.call, begun)).body.error).toBe('invalid_grant')
    })

    test('of another address are inactive to introspection, and not revoked by revocation', async () => {
      const { access_token, refresh_token } = await signedIn(first)
      for (const [token, { call }] of [
        [access_token, root],
        [refresh_token, root],
      ] as const) {
        const form = { token }
        expect((await call('oauth2/introspect', { form, basic: machine.basic })).body).toEqual({ active: false })
        must(await call('oauth2/revoke', { form }))
      }
      const form = { token: access_token }
      const own = must(await first.call('oauth2/introspect', { form, basic: machine.basic })).body
      expect(own).toMatchObject({ active: true, iss: first.url, aud: `${first.url}fhir/R4/` })
      expect((await refresh(first.call, refresh_token)).status).toBe(200)
    })

    test('a refresh at another address neither rotates the token nor ends its login', async () => {
      const { refresh_token } = await signedIn(first)
      const narrower = { scope: 'openid' }
      for (const { call } of [root, second])
        for (const changes of [{}, narrower, { scope: 'user/*.cruds' }])
          expect((await refresh(call, refresh_token, changes)).body.error).toBe('invalid_grant')
      expect((await refresh(first.call, refresh_token)).status).toBe(200)
    })
  })

  describe('clients', () => {
    const withSecret = (): Record<string, string> => ({ client_id: machine.id, client_secret: machine.secret })

    test('of a project are known at its address and at the server’s, and unknown at another’s', async () => {
      const form = { grant_type: 'client_credentials', ...withSecret() }
      for (const { call, url } of [root, first]) {
        const { access_token: token } = must(await call('oauth2/token', { form })).body
        expect(claimsOf(token)).toMatchObject({ iss: url, sub: machine.id })
        expect((await call('fhir/R4/Patient', { token })).status).toBe(200)
        expect((await call('fhir/R4/Patient', { basic: machine.basic })).status).toBe(200)
      }
      const foreign = await second.call('oauth2/token', { form })
      const unknown = await second.call('oauth2/token', { form: { ...form, client_id: randomUUID() } })
      expect([foreign.status, withoutTrace(foreign)]).toEqual([unknown.status, withoutTrace(unknown)])
      expect(foreign.body.error).toBe('invalid_client')
      expect((await second.call('fhir/R4/Patient', { basic: machine.basic })).status).toBe(401)
      const login = await begin(second.call, { ...person(), clientId: machine.id })
      expect(login.answer.status).toBe(404)
    })

    test('address a signed assertion to the very issuer it is sent to', async () => {
      const pair = await makePair('ES384')
      const { id } = await signingClient(world, owner, { jwks: { keys: [pair.publicJwk] } })
      const ask = async ({ call }: Address, aud: string): Promise<Answer> =>
        call('oauth2/token', {
          form: {
            grant_type: 'client_credentials',
            client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
            client_assertion: await sign(pair, { id }, aud),
          },
        })
      for (const at of [root, first, second])
        for (const named of [root, first, second])
          for (const aud of [named.url, `${named.url}oauth2/token`])
            expect((await ask(at, aud)).status, `${aud} at ${at.name}`).toBe(at === named && at !== second ? 200 : 401)
    })

    test('of another project get a page, never a redirect', async () => {
      const form = {
        name: 'An App',
        kind: 'app',
        tokenEndpointAuthMethod: 'none',
        redirectUris: ['https://app.example/cb'],
      }
      const { body } = must(
        await world.call(`admin/projects/${owner.project}/client`, { json: form, token: owner.token }),
      )
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: body.id,
        redirect_uri: 'https://app.example/cb',
        scope: 'openid',
        code_challenge: 'a'.repeat(43),
        code_challenge_method: 'S256',
      })
      const asked = async ({ call }: Address, changes: Record<string, string> = {}): Promise<Answer> =>
        call(`oauth2/authorize?${new URLSearchParams([...query, ...Object.entries(changes)])}`)
      expect((await asked(first)).status).toBe(200)
      expect((await asked(second)).status).toBe(400)
      expect((await asked(second)).headers.get('location')).toBeNull()
      // The issuer in the answer is the one that was asked (RFC 9207).
      for (const [at, aud] of [
        [first, world.fhirUrl],
        [root, `${first.url}fhir/R4`],
      ] as const) {
        const back = new URL((await asked(at, { aud })).headers.get('location') ?? '')
        expect([back.searchParams.get('error'), back.searchParams.get('iss')]).toEqual(['invalid_request', at.url])
      }
      expect((await asked(first, { aud: `${first.url}fhir/R4` })).status).toBe(200)
    })
  })

  describe('a sign-in', () => {
    test('is one to the project of the address, and another project beside it is refused', async () => {
      expect((await signedIn(first)).project.reference).toBe(`Project/${owner.project}`)
      expect((await signedIn(second)).project.reference).toBe(`Project/${other.project}`)
      expect((await signedIn(second, { projectId: other.project })).project.reference).toBe(`Project/${other.project}`)
      for (const projectId of [owner.project, 'new']) {
        const { answer } = await begin(second.call, { ...person(), projectId })
        expect([answer.status, reasonOf(answer)]).toEqual([400, 'wrong_project'])
      }
      const stranger = await begin(first.call, { email: other.email, password: other.password })
      expect([stranger.answer.status, reasonOf(stranger.answer)]).toEqual([400, 'wrong_credentials'])
    })

    test('sees the places and sign-ins of that project alone, and ends no other', async () => {
      const [here, there] = [await signedIn(first), await signedIn(second)]
      const details = must(await first.call('auth/me', { token: here.access_token })).body
      expect(details.security.memberships).toHaveLength(1)
      const ids = details.security.sessions.map(({ id }: { id: string }) => id)
      const [own, foreign] = [here, there].map(({ access_token }) => claimsOf(access_token)['login_id'] as string)
      expect(ids).toContain(own)
      expect(ids).not.toContain(foreign)
      const ended = await first.call('auth/revoke', { json: { loginId: foreign }, token: here.access_token })
      expect(ended.status).toBe(404)
      expect((await second.call('auth/me', { token: there.access_token })).status).toBe(200)
    })

    test('administers that project alone', async () => {
      const { access_token: token } = await signedIn(first)
      expect((await first.call(`admin/projects/${owner.project}`, { token })).status).toBe(200)
      expect((await first.call(`admin/projects/${other.project}`, { token })).status).toBe(404)
      expect((await second.call(`admin/projects/${owner.project}`, { token })).status).toBe(401)
    })
  })

  describe('e-mails', () => {
    test('lead to the address they were asked for at, and work there and nowhere foreign', async () => {
      const { access_token: token } = await signedIn(first)
      const email = freshEmail()
      const json = { resourceType: 'Patient', firstName: 'Mary', lastName: 'Seacole', email }
      must(await first.call(`admin/projects/${owner.project}/invite`, { json, token }))
      const { url, id, secret } = world.inbox.link(email)
      expect(url).toMatch(new RegExp(`^${first.url}auth/setpassword/`))
      const page = await first.call(url)
      expect([page.status, page.text]).toEqual([200, expect.stringContaining('The First')])
      expect(page.text).toContain(`href="/projects/${owner.project}/assets/page.css"`)
      const path = `auth/setpassword/${id}/${secret}`
      expect((await second.call(path)).status).toBe(404)
      const set = { json: { id, secret, password: PASSWORD } }
      expect(reasonOf(await second.call('auth/setpassword', set))).toBe('unusable_link')
      must(await first.call('auth/setpassword', set))
      must(await redeem(first.call, await begin(first.call, { email })))
    })

    test('for a new password go to those alone who belong to the project', async () => {
      const email = freshEmail()
      must(
        await world.call(`admin/projects/${other.project}/invite`, {
          json: { resourceType: 'Practitioner', firstName: 'Max', lastName: 'P', email },
          token: other.token,
        }),
      )
      await follow(world, email)
      const before = world.inbox.to(email).length
      must(await first.call('auth/resetpassword', { json: { email } }))
      must(await second.call('auth/resetpassword', { json: { email } }))
      expect(world.inbox.to(email)).toHaveLength(before + 1)
      expect(world.inbox.link(email).url).toMatch(new RegExp(`^${second.url}`))
    })
  })

  describe('the FHIR API', () => {
    test('keeps its links under the address', async () => {
      const { access_token: token } = await signedIn(first)
      const json = { resourceType: 'Patient', active: true, name: [{ family: 'Under' }] }
      const made = must(await first.call('fhir/R4/Patient', { json, token }))
      const base = `${first.url}fhir/R4/`
      expect(made.headers.get('location')).toMatch(new RegExp(`^${base}Patient/`))
      must(await first.call('fhir/R4/Patient', { json, token }))
      const found = must(await first.call('fhir/R4/Patient?family=Under&_count=1', { token })).body
      for (const { url } of found.link) expect(url).toMatch(new RegExp(`^${base}Patient`))
      expect(found.entry[0].fullUrl).toMatch(new RegExp(`^${base}Patient/`))
      const next = found.link.find(({ relation }: { relation: string }) => relation === 'next').url
      expect(must(await first.call(next, { token })).body.entry).toHaveLength(1)
      const history = must(await first.call(`fhir/R4/Patient/${made.body.id}/_history`, { token })).body
      expect(history.entry[0].fullUrl).toMatch(new RegExp(`^${base}Patient/`))
      const subject = { reference: `Patient/${made.body.id}` }
      const observation = { resourceType: 'Observation', status: 'final', code: { text: 'a code' }, subject }
      must(await first.call('fhir/R4/Observation', { json: observation, token }))
      const about = must(await first.call(`fhir/R4/Observation?subject=${base}Patient/${made.body.id}`, { token }))
      expect(about.body.entry).toHaveLength(1)
      const entry = [{ request: { method: 'GET', url: `${base}Patient/${made.body.id}` } }]
      const bundle = { resourceType: 'Bundle', type: 'batch', entry }
      expect(must(await first.call('fhir/R4', { json: bundle, token })).body.entry[0].response.status).toBe('200')
    })
  })

  describe('a reference', () => {
    test('below either address of its project is to its own patient, and below another project’s is foreign', async () => {
      const { access_token: token } = await signedIn(first)
      const patient = must(await first.call('fhir/R4/Patient', { json: { resourceType: 'Patient' }, token })).body.id
      const local = `Patient/${patient}`
      const below = (base: string): string => `${base}fhir/R4/${local}`
      const observe = async ({ call }: Address, reference: string, by: string): Promise<string> => {
        const json = { resourceType: 'Observation', status: 'final', code: { text: 'a code' }, subject: { reference } }
        return String(must(await call('fhir/R4/Observation', { json, token: by })).body.id)
      }
      const own = [
        await observe(first, local, token),
        await observe(first, below(first.url), token),
        await observe(first, below(root.url), token),
        await observe(root, below(first.url), owner.token),
        await observe(root, below(root.url), owner.token),
      ].toSorted()
      const foreign = await observe(first, below(second.url), token)
      const found = async ({ call }: Address, query: string, by: string): Promise<readonly string[]> =>
        must(await call(`fhir/R4/Observation?${query}`, { token: by }))
          .body.entry.map(({ resource }: { resource: { id: string } }) => resource.id)
          .toSorted()
      for (const [at, by] of [
        [first, token],
        [root, owner.token],
      ] as const) {
        for (const text of [local, below(first.url), below(root.url)]) {
          expect(await found(at, `subject=${text}`, by), `${text} at ${at.name}`).toEqual(own)
          expect(await found(at, `_compartment=${text}`, by)).toEqual(own)
        }
        expect(await found(at, `subject=${below(second.url)}`, by)).toEqual([foreign])
        expect((await at.call(`fhir/R4/Observation?_compartment=${below(second.url)}`, { token: by })).status).toBe(400)
      }
      // Each is told to the patient whom it is about, and the foreign one to nobody.
      const about = await first.call(`fhir/R4/AuditEvent?patient=${below(first.url)}&subtype=create&_count=50`, {
        token,
      })
      const told = JSON.stringify(must(about).body)
      for (const id of own) expect(told).toContain(`Observation/${id}`)
      expect(told).not.toContain(`Observation/${foreign}`)
    })
  })

  test.each(['subject=', 'subject:not=', '_compartment=', 'subject:not=Patient/1,'])(
    'a policy cannot name by its address, in %s, what it would not find by it',
    async (clause) => {
      for (const { url } of [root, first])
        for (const text of [`${url}fhir/R4/Patient/1`, encodeURIComponent(`${url}fhir/R4/Patient/1`)]) {
          const resource = [{ resourceType: 'Observation', criteria: `Observation?${clause}${text}` }]
          const json = { resourceType: 'AccessPolicy', name: 'By address', resource }
          const answer = await world.call('fhir/R4/AccessPolicy', { json, token: owner.token })
          expect(answer.status, text).toBe(400)
          if (clause !== '_compartment=') expect(reasonOf(answer)).toBe('policy_absolute_reference')
        }
      // What is elsewhere, and what is no reference, is known by its whole address.
      for (const criteria of [`subject=${second.url}fhir/R4/Patient/1`, `_profile=${root.url}fhir/R4/Profile/1`]) {
        const resource = [{ resourceType: 'Observation', criteria: `Observation?${criteria}` }]
        const json = { resourceType: 'AccessPolicy', name: 'By address', resource }
        must(await world.call('fhir/R4/AccessPolicy', { json, token: owner.token }))
      }
    },
  )

  describe('a project that is unknown or switched off', () => {
    test('is answered at each of its routes like an address at which there is nothing', async () => {
      const off = await world.actors.owner({ projectName: 'Closed' })
      const at = addressOf('a closed project', off.project)
      const token = must(await redeem(at.call, await begin(at.call, { email: off.email, password: off.password }))).body
        .access_token
      const stored = must(await world.call(`fhir/R4/Project/${off.project}`, { token: off.token })).body
      const json = { ...stored, status: 'suspended' }
      must(await world.call(`fhir/R4/Project/${off.project}`, { method: 'PUT', json, token: off.token }))

      for (const { method, url } of world.app.routes) {
        if (method === 'OPTIONS' || method === 'HEAD') continue
        const path = url.slice(1).replace(/:\w+/g, 'x').replace('*', 'x')
        const ask = (project: string): Promise<Answer> =>
          world.call(`projects/${project}/${path}`, { method, token, ...(method !== 'GET' && { json: {} }) })
        const [closed, unknown, malformed] = await Promise.all([ask(off.project), ask(randomUUID()), ask('nobody')])
        expect(closed.status, `${method} ${url}`).toBe(404)
        for (const answer of [unknown, malformed]) {
          expect(answer.status).toBe(404)
          expect(withoutTrace(answer)).toBe(withoutTrace(closed))
        }
        expect(closed.text).not.toContain(off.project)
      }
    })

    test('has no metadata either, at any form of its address', async () => {
      for (const path of ['oauth-authorization-server', 'openid-configuration'])
        expect((await world.call(`.well-known/${path}/projects/${randomUUID()}`)).status).toBe(404)
      for (const path of [`projects/${owner.project}`, `projects/${owner.project}//fhir/R4`])
        expect((await world.call(`${path}?x=1`)).status).toBe(404)
      const home = await world.call(`projects/${owner.project}/?x=1`)
      expect(home.headers.get('content-type')).toBe('text/html; charset=utf-8')
      const upper = owner.project.toUpperCase()
      expect((await world.call(`projects/${upper}/.well-known/openid-configuration`)).status).toBe(404)
      const nested = `projects/${owner.project}/projects/${other.project}/.well-known/openid-configuration`
      expect((await world.call(nested)).status).toBe(404)
    })
  })

  const withoutTrace = ({ text }: Answer): string =>
    text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|<code>[0-9a-f]{8}(?=<)/g, 'a trace id')
})
