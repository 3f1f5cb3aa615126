/** A device that the provider vouches for, demanded by an access policy or a client. */
import { type Answer, storesForWalks } from '@damson/testkit'
import { type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, follow, freshEmail, must, PASSWORD, verdict } from '../identity/steps.ts'
import { APP, type App, type Arrived, type Federated, signInWith, startFederated, tokensOf } from './external.ts'

const NEEDED = 'Use a device of your organisation'

type Says = Readonly<Record<string, unknown>>

describe.each(storesForWalks())('a compliant device on %s', (store) => {
  let federated: Federated
  let provider: HostileProvider
  let app: App
  let strictApp: App
  let email = ''
  const STAFF = {
    emailDomain: ['example.org'],
    profileType: ['Practitioner'],
    claimRule: [
      { claim: 'device_compliant', value: 'true', compliantDevice: true },
      { claim: 'amr', value: 'hwk', compliantDevice: true },
    ],
  }
  beforeAll(async () => {
    federated = await startFederated({ store })
    provider = await startHostileProvider({ redirectUris: [`${federated.world.baseUrl}auth/external`] })
    app = await federated.app(provider, STAFF)
    strictApp = await federated.app(provider, STAFF, { compliantDeviceRequired: true })
  })
  afterAll(async () => {
    await provider.stop()
    await federated.world.close()
  })

  const policyOf = async (fields: object): Promise<string> => {
    const json = { resourceType: 'AccessPolicy', name: 'Ward', resource: [{ resourceType: 'Patient' }], ...fields }
    const { token } = federated.owner
    return `AccessPolicy/${must(await federated.world.call('fhir/R4/AccessPolicy', { json, token })).body.id}`
  }
  async function invited(fields: object): Promise<string> {
    email = freshEmail()
    must(await federated.invite({ email, accessPolicy: { reference: await policyOf(fields) } }))
    return email
  }
  async function arrive(more: Says, at = app, browser = federated.browser()): Promise<Arrived> {
    const says = { sub: `device-${email}`, email, email_verified: true, ...more }
    provider.misbehave({ idToken: says, userinfo: says })
    try {
      return await signInWith(federated, browser, at, provider, 'mallory')
    } finally {
      provider.behave()
    }
  }
  const token = async (more: Says, at = app): Promise<string> =>
    must(await tokensOf(federated, at, await arrive(more, at))).body.access_token
  /** The page that the sign-in ends on, and no code. */
  const refusedAt = async (more: Says, at = app): Promise<string> => {
    const browser = federated.browser()
    const { visit, code } = await arrive(more, at, browser)
    return code === '' ? (await browser.follow(visit)).heading : 'signed in'
  }
  const search = (bearer: string): Promise<Answer> => federated.world.call('fhir/R4/Patient', { token: bearer })

  test('is demanded by a policy: without the provider’s word nobody signs in, and a page says what to do', async () => {
    await invited({ compliantDeviceRequired: true })
    for (const says of [{}, { device_compliant: false }, { device_compliant: 'no' }, { amr: ['pwd'] }])
      expect(await refusedAt(says), JSON.stringify(says)).toBe(NEEDED)
    for (const says of [{ device_compliant: true }, { device_compliant: 'true' }, { amr: ['pwd', 'hwk'] }])
      expect((await search(await token(says))).status, JSON.stringify(says)).toBe(200)
  })

  test('is demanded by one’s own policy only once it is confirmed that it shuts oneself out', async () => {
    const { world } = federated
    const { token: bearer } = await world.actors.owner()
    const { accessPolicy } = must(await world.call('auth/me', { token: bearer })).body
    const own = `fhir/R4/${accessPolicy.basedOn[0].reference}`
    const demand = async (at: string, headers = {}): Promise<Answer> => {
      const { body } = must(await world.call(at, { token: bearer }))
      const json = { ...body, compliantDeviceRequired: true }
      return world.call(at, { method: 'PUT', json, token: bearer, headers })
    }
    const refused = await demand(own)
    expect(verdict(refused)).toBe('409 would_lock_you_out')
    expect(refused.body.issue[0].expression).toEqual(['AccessPolicy.compliantDeviceRequired'])
    expect(must(await world.call(own, { token: bearer })).body.compliantDeviceRequired).toBeUndefined()
    // Of others it is demanded at once.
    const json = { resourceType: 'AccessPolicy', name: 'Ward', resource: [{ resourceType: 'Patient' }] }
    const { id } = must(await world.call('fhir/R4/AccessPolicy', { json, token: bearer })).body
    must(await demand(`fhir/R4/AccessPolicy/${id}`))
    // Nor does one give oneself such a policy by mistake.
    const membership = `fhir/R4/ProjectMembership/${must(await world.call('auth/me', { token: bearer })).body.membership.id}`
    const { body } = must(await world.call(membership, { token: bearer }))
    const given = { ...body, access: [...(body.access ?? []), { policy: { reference: `AccessPolicy/${id}` } }] }
    const give = (headers = {}): Promise<Answer> =>
      world.call(membership, { method: 'PUT', json: given, token: bearer, headers })
    const answer = await give()
    expect([verdict(answer), answer.body.issue[0].expression]).toEqual([
      '409 would_lock_you_out',
      ['ProjectMembership.access'],
    ])
    expect((await world.call(own, { token: bearer })).status).toBe(200)
    must(await demand(own, { 'X-Damson-Confirm': 'lockout' }))
    expect(verdict(await world.call(own, { token: bearer }))).toBe('403 device_not_compliant')
  })

  test('is demanded by another default policy only once it is confirmed that it shuts oneself out', async () => {
    const { world } = federated
    const { token: bearer, project } = await world.actors.owner()
    const json = {
      resourceType: 'AccessPolicy',
      name: 'Managed',
      resource: [{ resourceType: 'Patient' }],
      compliantDeviceRequired: true,
    }
    const { id } = must(await world.call('fhir/R4/AccessPolicy', { json, token: bearer })).body
    const at = `fhir/R4/Project/${project}`
    const byDefault = async (profileType: string, headers = {}): Promise<Answer> => {
      const { body } = must(await world.call(at, { token: bearer }))
      const others = body.defaultAccessPolicies.filter((one: Answer['body']) => one.profileType !== profileType)
      const mine = { profileType, accessPolicy: { reference: `AccessPolicy/${id}` } }
      return world.call(at, {
        method: 'PUT',
        json: { ...body, defaultAccessPolicies: [...others, mine] },
        token: bearer,
        headers,
      })
    }
    // Others may have it.
    must(await byDefault('Practitioner'))
    const refused = await byDefault('Admin')
    expect([verdict(refused), refused.body.issue[0].expression]).toEqual([
      '409 would_lock_you_out',
      ['Project.defaultAccessPolicies'],
    ])
    expect((await world.call(at, { token: bearer })).status).toBe(200)
    must(await byDefault('Admin', { 'X-Damson-Confirm': 'lockout' }))
    expect(verdict(await world.call(at, { token: bearer }))).toBe('403 device_not_compliant')
  })

  test('is demanded by another default policy at once of others who save it, with a policy of their own', async () => {
    const { world } = federated
    const { token: bearer, project } = await world.actors.owner()
    const { accessPolicy, membership } = must(await world.call('auth/me', { token: bearer })).body
    const own = `fhir/R4/ProjectMembership/${membership.id}`
    const { body: mine } = must(await world.call(own, { token: bearer }))
    must(
      await world.call(own, {
        method: 'PUT',
        json: { ...mine, accessPolicy: accessPolicy.basedOn[0] },
        token: bearer,
      }),
    )
    const json = {
      resourceType: 'AccessPolicy',
      resource: [{ resourceType: 'Patient' }],
      compliantDeviceRequired: true,
    }
    const { id } = must(await world.call('fhir/R4/AccessPolicy', { json, token: bearer })).body
    const at = `fhir/R4/Project/${project}`
    const { body } = must(await world.call(at, { token: bearer }))
    const defaultAccessPolicies = [{ profileType: 'Admin', accessPolicy: { reference: `AccessPolicy/${id}` } }]
    must(await world.call(at, { method: 'PUT', json: { ...body, defaultAccessPolicies }, token: bearer }))
    expect((await world.call(at, { token: bearer })).status).toBe(200)
  })

  test('is demanded by the app that one uses only once it is confirmed that it shuts oneself out', async () => {
    const { world } = federated
    const { email: name, password, project, token: first } = await world.actors.owner()
    const json = { name: 'Board', kind: 'app', tokenEndpointAuthMethod: 'none', firstParty: true, redirectUris: [APP] }
    const made = await world.call(`admin/projects/${project}/client`, { json, token: first })
    const { id: clientId } = must(made).body
    const bearer = must(await world.actors.signIn(name, password, { projectId: project, clientId })).body.access_token
    const own = `fhir/R4/ClientApplication/${clientId}`
    const demand = async (headers = {}): Promise<Answer> => {
      const { body } = must(await world.call(own, { token: bearer }))
      const strict = { ...body, compliantDeviceRequired: true }
      return world.call(own, { method: 'PUT', json: strict, token: bearer, headers })
    }
    const refused = await demand()
    expect([verdict(refused), refused.body.issue[0].expression]).toEqual([
      '409 would_lock_you_out',
      ['ClientApplication.compliantDeviceRequired'],
    ])
    expect((await world.call(own, { token: bearer })).status).toBe(200)
    must(await demand({ 'X-Damson-Confirm': 'lockout' }))
    expect(verdict(await world.call(own, { token: bearer }))).toBe('403 device_not_compliant')
    // Whoever uses another app is not shut out.
    expect((await world.call(own, { token: first })).status).toBe(200)
  })

  test('is demanded by a client, of people', async () => {
    await invited({})
    expect((await search(await token({}))).status).toBe(200)
    expect(await refusedAt({}, strictApp)).toBe(NEEDED)
    expect((await search(await token({ device_compliant: true }, strictApp))).status).toBe(200)
    const { token: owner } = federated.owner
    const [machine, policy] = [{ name: 'Job', kind: 'server', compliantDeviceRequired: true }, await policyOf({})]
    const json = { ...machine, accessPolicy: { reference: policy } }
    const at = `admin/projects/${federated.owner.project}/client`
    const { body } = must(await federated.world.call(at, { json, token: owner }))
    const form = { grant_type: 'client_credentials', client_id: body.id, client_secret: body.secret }
    const { access_token: bearer } = must(await federated.world.call('oauth2/token', { form })).body
    expect((await search(bearer)).status).toBe(200)
  })

  test('counts for the sign-ins that are open too, once a policy demands it', async () => {
    const policy = await policyOf({})
    email = freshEmail()
    must(await federated.invite({ email, accessPolicy: { reference: policy } }))
    const [managed, other] = [await token({ device_compliant: true }), await token({})]
    expect((await search(other)).status).toBe(200)
    const { token: owner } = federated.owner
    const { body } = must(await federated.world.call(`fhir/R4/${policy}`, { token: owner }))
    const json = { ...body, compliantDeviceRequired: true }
    must(await federated.world.call(`fhir/R4/${policy}`, { method: 'PUT', json, token: owner }))
    const refused = await search(other)
    expect(verdict(refused)).toBe('403 device_not_compliant')
    expect(refused.text).toContain('sign in on such a device')
    expect((await search(managed)).status).toBe(200)
    // And until the policy stops to demand it, at the sign-in.
    expect(await refusedAt({})).toBe(NEEDED)
    const { compliantDeviceRequired: _no, ...lenient } = json
    must(await federated.world.call(`fhir/R4/${policy}`, { method: 'PUT', json: lenient, token: owner }))
    expect(await refusedAt({})).toBe('signed in')
  })

  test('counts for the sign-ins that are open too, once an app demands it', async () => {
    await invited({})
    const other = await federated.app(provider, STAFF)
    const [managed, open] = [await token({ device_compliant: true }, other), await token({}, other)]
    expect((await search(open)).status).toBe(200)
    const { token: owner } = federated.owner
    const at = `fhir/R4/ClientApplication/${other.id}`
    const { body } = must(await federated.world.call(at, { token: owner }))
    must(
      await federated.world.call(at, { method: 'PUT', json: { ...body, compliantDeviceRequired: true }, token: owner }),
    )
    expect(verdict(await search(open))).toBe('403 device_not_compliant')
    expect((await search(managed)).status).toBe(200)
  })

  test('is nothing that a password brings: the JSON API refuses it, and says what to do', async () => {
    await invited({ compliantDeviceRequired: true })
    await follow(federated.world, email)
    const { answer } = await begin(federated.world.call, { email, password: PASSWORD })
    expect([verdict(answer), answer.text.includes('on a device that it manages')]).toEqual(['400 needs_device', true])
  })

  test.each(['yes', 1, null])('is not demanded by %j', async (compliantDeviceRequired) => {
    const json = {
      resourceType: 'AccessPolicy',
      name: 'W',
      resource: [{ resourceType: 'Patient' }],
      compliantDeviceRequired,
    }
    const answer = await federated.world.call('fhir/R4/AccessPolicy', { json, token: federated.owner.token })
    expect(answer.status).toBe(400)
  })
})
