import { webcrypto } from 'node:crypto'
import { startWorld, storesForWalks, type World } from '@damson/testkit'
import {
  ClientStorage,
  getRateLimitReset,
  MedplumClient,
  type MedplumClientOptions,
  MemoryStorage,
  OperationOutcomeError,
} from '@medplum/core'
import type { Observation, Patient } from '@medplum/fhirtypes'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { makePair, sign } from './signing.ts'

const location = {
  protocol: 'http:',
  host: 'localhost:3000',
  origin: 'http://localhost:3000',
  href: 'http://localhost:3000/',
}

/** What a browser gives the SDK and plain Node does not: without it the SDK would fall back to PKCE `plain`. */
function asBrowser(): void {
  const items = new Map<string, string>()
  const sessionStorage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
    clear: () => items.clear(),
  }
  vi.stubGlobal('sessionStorage', sessionStorage)
  vi.stubGlobal('location', location)
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('window', globalThis)
}

describe.each(storesForWalks())('the unmodified @medplum/core on %s', (store) => {
  let world: World
  const password = 'a long enough password'
  const clients: MedplumClient[] = []

  beforeAll(async () => {
    asBrowser()
    world = await startWorld({ store, shared: true })
  })
  afterAll(async () => {
    vi.unstubAllGlobals()
    await world.close()
  })

  function sdk(options: Partial<MedplumClientOptions> = {}): MedplumClient {
    const client = new MedplumClient({
      baseUrl: world.baseUrl,
      storage: new ClientStorage(new MemoryStorage()),
      cacheTime: 0,
      ...options,
    })
    clients.push(client)
    return client
  }

  async function registered(): Promise<{ medplum: MedplumClient; email: string }> {
    const medplum = sdk()
    const email = `sdk-${webcrypto.randomUUID()}@example.org`
    const user = await medplum.startNewUser({
      firstName: 'Ada',
      lastName: 'Lovelace',
      email,
      password,
      projectId: 'new',
      recaptchaToken: '',
    })
    const { code } = await medplum.startNewProject({ login: user.login, projectName: 'My Project' })
    const profile = await medplum.processCode(code ?? '')
    expect(profile.resourceType).toBe('Practitioner')
    return { medplum, email }
  }

  test('registers a user and a project, and signs in', async () => {
    const { medplum } = await registered()

    expect(medplum.isAuthenticated()).toBe(true)
    expect(medplum.getProject()?.name).toBe('My Project')
    expect(medplum.isProjectAdmin()).toBe(true)
    expect(medplum.isSuperAdmin()).toBe(false)
    expect(medplum.isLoading()).toBe(false)
  })

  test('signs in with startLogin, and refreshes by itself before a request whose token is about to end', async () => {
    const { email } = await registered()
    const medplum = sdk()
    const login = await medplum.startLogin({ email, password, scope: 'openid offline_access' })
    await medplum.processCode(login.code ?? '')
    const [first, refreshToken] = [medplum.getAccessToken(), medplum.getActiveLogin()?.refreshToken]

    // It is late while the SDK looks at its clock, and for nobody else.
    const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_400_000)
    const found = medplum.searchResources('Patient', '')
    clock.mockRestore()

    expect(await found).toHaveLength(0)
    expect(medplum.getAccessToken()).not.toBe(first)
    expect(medplum.getActiveLogin()?.refreshToken).not.toBe(refreshToken)
    expect(medplum.getProfile()?.resourceType).toBe('Practitioner')
  })

  test('creates, updates, patches, reads, searches, reads the history of and deletes a resource', async () => {
    const { medplum } = await registered()

    const created = await medplum.createResource<Patient>({
      resourceType: 'Patient',
      name: [{ given: ['Homer'], family: 'Simpson' }],
    })
    expect(created.meta?.author?.reference).toBe(`Practitioner/${medplum.getProfile()?.id}`)
    const updated = await medplum.updateResource<Patient>({ ...created, birthDate: '1956-05-12' })
    expect(updated.meta?.versionId).not.toBe(created.meta?.versionId)
    const patched = await medplum.patchResource('Patient', created.id, [{ op: 'add', path: '/active', value: true }])
    expect(patched).toMatchObject({ active: true, birthDate: '1956-05-12' })
    expect(await medplum.readResource('Patient', created.id)).toMatchObject({ active: true })
    const found = await medplum.searchResources('Patient', { name: 'simp', _sort: '-_lastUpdated' })
    expect(found.map(({ id }) => id)).toContain(created.id)
    const bundle = await medplum.search('Patient', 'birthdate=1956-05-12&_total=accurate')
    expect(bundle.total).toBe(1)
    const history = await medplum.readHistory('Patient', created.id)
    expect(history.entry?.map(({ resource }) => resource?.meta?.versionId)).toEqual(['3', '2', '1'])
    await medplum.deleteResource('Patient', created.id)
    await expect(medplum.readResource('Patient', created.id)).rejects.toThrow(/deleted/)
  })

  test('creates only when nothing matches, and upserts', async () => {
    const { medplum } = await registered()
    const patient: Patient = { resourceType: 'Patient', identifier: [{ system: 'urn:mrn', value: '1' }] }

    const first = await medplum.createResourceIfNoneExist(patient, 'identifier=urn:mrn|1')
    const second = await medplum.createResourceIfNoneExist(patient, 'identifier=urn:mrn|1')
    const third = await medplum.upsertResource({ ...patient, active: true }, 'identifier=urn:mrn|1')

    expect([second.id, third.id]).toEqual([first.id, first.id])
    expect(third.active).toBe(true)
  })

  test('executes a batch', async () => {
    const { medplum } = await registered()
    const answer = await medplum.executeBatch({
      resourceType: 'Bundle',
      type: 'batch',
      entry: [
        { request: { method: 'POST', url: 'Patient' }, resource: { resourceType: 'Patient', active: true } },
        { request: { method: 'GET', url: 'Patient?active=true' } },
        { request: { method: 'GET', url: 'Patient/00000000-0000-4000-8000-000000000000' } },
      ],
    })
    expect(answer.entry?.map(({ response }) => response?.status)).toEqual(['201', '200', '404'])
  })

  test('invites a person, who then signs in', async () => {
    const { medplum } = await registered()
    const email = `invited-${webcrypto.randomUUID()}@example.org`
    const projectId = medplum.getProject()?.id ?? ''
    const policy = await medplum.createResource({
      resourceType: 'AccessPolicy',
      name: 'Patients',
      resource: [{ resourceType: 'Patient' }],
    })

    const membership = await medplum.invite(projectId, {
      resourceType: 'Practitioner',
      firstName: 'Julius',
      lastName: 'Hibbert',
      email,
      membership: { accessPolicy: { reference: `AccessPolicy/${policy.id}` } },
    })
    expect(membership.resourceType).toBe('ProjectMembership')
    const link = world.inbox.link(email)
    const set = await world.call('auth/setpassword', {
      json: { id: link.id, secret: link.secret, password: 'another long password' },
    })
    expect(set.status, set.text).toBe(200)

    const invited = sdk()
    const login = await invited.startLogin({ email, password: 'another long password' })
    await invited.processCode(login.code ?? '')
    expect(invited.getProfile()).toMatchObject({ resourceType: 'Practitioner', name: [{ family: 'Hibbert' }] })
    await expect(
      invited.createResource<Observation>({ resourceType: 'Observation', status: 'final', code: { text: 'x' } }),
    ).rejects.toThrow()
  })

  test('invites with upsert, again and again', async () => {
    const { medplum } = await registered()
    const policies = await Promise.all(
      ['Patient', 'Observation'].map((resourceType) =>
        medplum.createResource({ resourceType: 'AccessPolicy', name: resourceType, resource: [{ resourceType }] }),
      ),
    )
    const asked = {
      resourceType: 'Practitioner',
      firstName: 'Julius',
      lastName: 'Hibbert',
      email: `upserted-${webcrypto.randomUUID()}@example.org`,
      upsert: true,
    } as const
    const ids: (string | undefined)[] = []
    for (const { id } of [...policies, ...policies.slice(1)]) {
      const accessPolicy = { reference: `AccessPolicy/${id}` }
      const member = await medplum.invite(medplum.getProject()?.id ?? '', { ...asked, membership: { accessPolicy } })
      if (member.resourceType !== 'ProjectMembership') throw new Error(JSON.stringify(member))
      expect(member.accessPolicy).toEqual(accessPolicy)
      ids.push(member.id)
    }
    expect(new Set(ids).size).toBe(1)
  })

  test('signs a server in with its secret, by body and by header, and a device with Basic', async () => {
    const { medplum } = await registered()
    const projectId = medplum.getProject()?.id ?? ''
    const policy = await medplum.createResource({
      resourceType: 'AccessPolicy',
      name: 'Patients',
      resource: [{ resourceType: 'Patient' }],
    })
    const make = (body: object): Promise<{ id: string; secret: string }> =>
      medplum.post(`admin/projects/${projectId}/client`, {
        accessPolicy: { reference: `AccessPolicy/${policy.id}` },
        ...body,
      })
    const server = await make({ name: 'a server', kind: 'server' })
    const device = await make({ name: 'a device', kind: 'device', basicAllowed: true })

    const asServer = sdk()
    await asServer.startClientLogin(server.id, server.secret)
    expect(asServer.getProfile()).toMatchObject({ resourceType: 'ClientApplication', id: server.id })
    const written = await asServer.createResource<Patient>({ resourceType: 'Patient' })
    expect(written.meta?.author?.reference).toBe(`ClientApplication/${server.id}`)

    const byHeader = sdk({ authCredentialsMethod: 'header' })
    await byHeader.startClientLogin(server.id, server.secret)
    expect(byHeader.getProfile()?.id).toBe(server.id)

    // As @medplum/cli does: id and secret in the header and in the body.
    const byBoth = sdk()
    byBoth.setBasicAuth(server.id, server.secret)
    await byBoth.startClientLogin(server.id, server.secret)
    expect(byBoth.getProfile()?.id).toBe(server.id)

    const asDevice = sdk()
    asDevice.setBasicAuth(device.id, device.secret)
    const byDevice = await asDevice.createResource<Patient>({ resourceType: 'Patient' })
    expect(byDevice.meta?.author?.reference).toBe(`ClientApplication/${device.id}`)
  })

  test('is a server that signs with its own key', async () => {
    const { medplum } = await registered()
    const policy = await medplum.createResource({
      resourceType: 'AccessPolicy',
      name: 'Patients',
      resource: [{ resourceType: 'Patient' }],
    })
    const pair = await makePair('RS384')
    const server: { id: string } = await medplum.post(`admin/projects/${medplum.getProject()?.id}/client`, {
      name: 'a server',
      kind: 'server',
      jwks: { keys: [pair.publicJwk] },
      accessPolicy: { reference: `AccessPolicy/${policy.id}` },
    })
    const asServer = sdk()
    const assertion = await sign(pair, server, `${world.baseUrl}oauth2/token`)
    await asServer.startJwtAssertionLogin(assertion)
    expect(asServer.getProfile()).toMatchObject({ resourceType: 'ClientApplication', id: server.id })
    const written = await asServer.createResource<Patient>({ resourceType: 'Patient' })
    expect(written.meta?.author?.reference).toBe(`ClientApplication/${server.id}`)
    await expect(sdk().startJwtAssertionLogin(assertion)).rejects.toThrow(/was used before/)
  })

  test('acts for a person per request and by its default headers', async () => {
    const owner = await world.actors.owner()
    const machine = await world.actors.machine(owner)
    const call = async (path: string, options: object = {}) => world.call(path, { token: owner.token, ...options })
    const found = await call(`fhir/R4/ProjectMembership?user=ClientApplication/${machine.id}`)
    const own = found.body.entry[0].resource
    const actFor = [{ how: 'asserted', profileType: ['Practitioner'] }]
    await call(`fhir/R4/ProjectMembership/${own.id}`, { method: 'PUT', json: { ...own, actFor } })
    // Somebody who may see active patients.
    const policy = await world.actors.policy(owner, [{ resourceType: 'Patient', criteria: 'Patient?active=true' }])
    const email = `nurse-${Date.now()}@example.org`
    const invited = await world.call(`admin/projects/${owner.project}/invite`, {
      json: {
        resourceType: 'Practitioner',
        firstName: 'Joy',
        lastName: 'Desk',
        email,
        membership: { accessPolicy: { reference: policy } },
      },
      token: owner.token,
    })
    await world.call('auth/setpassword', { json: { ...world.inbox.link(email), password: 'a quiet garden path' } })
    const signedIn = await world.actors.signIn(email, 'a quiet garden path', { projectId: owner.project })
    expect(signedIn.status).toBe(200)
    const profile: string = invited.body.profile.reference
    const membership = `ProjectMembership/${invited.body.id}`

    const medplum = sdk()
    await medplum.startClientLogin(machine.id, machine.secret)
    const headers = { 'X-Medplum-On-Behalf-Of': membership }
    await medplum.createResource<Patient>({ resourceType: 'Patient', active: false })
    const made = await medplum.createResource<Patient>({ resourceType: 'Patient', active: true }, { headers })
    expect(made.meta).toMatchObject({
      author: { reference: `ClientApplication/${machine.id}` },
      onBehalfOf: { reference: profile },
    })
    expect(await medplum.searchResources('Patient', undefined, { headers })).toHaveLength(1)
    expect(await medplum.searchResources('Patient')).toHaveLength(2)

    for (const named of [membership, profile]) {
      const acting = sdk({ defaultHeaders: { 'X-Medplum-On-Behalf-Of': named } })
      await acting.startClientLogin(machine.id, machine.secret)
      expect(await acting.searchResources('Patient')).toHaveLength(1)
      expect((await acting.readResource('Patient', made.id ?? '')).active).toBe(true)
    }
    const stranger = { headers: { 'X-Medplum-On-Behalf-Of': 'Patient/1' } }
    await expect(medplum.searchResources('Patient', undefined, stranger)).rejects.toThrow(/may not act for this person/)
  })

  test('signs out, and what it held is refused', async () => {
    const { medplum } = await registered()
    const token = medplum.getAccessToken() ?? ''

    await medplum.signOut()

    expect(medplum.isAuthenticated()).toBe(false)
    const after = await world.call('auth/me', { token })
    expect(after.status).toBe(401)
  })

  test('reads the rate limits', async () => {
    const { medplum } = await registered()
    await medplum.searchResources('Patient', '')
    expect(medplum.rateLimitStatus()).toEqual([
      expect.objectContaining({ name: 'fhirInteractions', remainingUnits: expect.any(Number) }),
    ])
  })

  test('reads from a refusal when it may ask again', async () => {
    const { medplum } = await registered()
    const project = await medplum.readResource('Project', medplum.getProject()?.id ?? '')
    const setting = [{ name: 'fhirRequestsPerPerson', valueInteger: 1 }]
    await medplum.updateResource({ ...project, setting })
    const refused = await medplum.searchResources('Patient', '').catch((error: unknown) => error)
    if (!(refused instanceof OperationOutcomeError)) throw new Error('was not refused')
    const { outcome } = refused
    const wait = getRateLimitReset(outcome)
    expect(wait).toBeGreaterThan(0)
    expect(JSON.parse(outcome.issue[0]?.diagnostics ?? '')).toEqual({
      remainingPoints: 0,
      consumedPoints: 1,
      msBeforeNext: wait,
      isFirstInDuration: false,
      limit: 1,
    })
    // Its earlier versions read `diagnostics` alone.
    const { extension: _later, ...earlier } = outcome
    expect(getRateLimitReset(earlier)).toBe(wait)
  })

  test('is refused with the remedy where it sends PKCE plain', async () => {
    const { email } = await registered()
    const medplum = sdk()
    vi.stubGlobal('crypto', { getRandomValues: webcrypto.getRandomValues.bind(webcrypto) })
    vi.spyOn(console, 'warn').mockReturnValue()
    try {
      await expect(medplum.startLogin({ email, password })).rejects.toThrow(/S256.*WebCrypto/)
    } finally {
      vi.unstubAllGlobals()
      vi.restoreAllMocks()
      asBrowser()
    }
  })
})
