/** Second factors by the unmodified `@medplum/core`, as the forms of `@medplum/react` use it. */
import { storesForWalks } from '@damson/testkit'
import { ClientStorage, MedplumClient, MemoryStorage } from '@medplum/core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type FactorClinic, type Person, startFactorClinic } from '../identity/factor-clinic.ts'
import { claimsOf } from '../identity/steps.ts'

/** What a browser gives the SDK and plain Node does not: without it the SDK would fall back to PKCE `plain`. */
function asBrowser(): void {
  const items = new Map<string, string>()
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
    clear: () => items.clear(),
  })
  vi.stubGlobal('location', {
    protocol: 'http:',
    host: 'localhost:3000',
    origin: 'http://localhost:3000',
    href: 'http://localhost:3000/',
  })
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('window', globalThis)
}

describe.each(storesForWalks())('second factors by the unmodified @medplum/core on %s', (store) => {
  let clinic: FactorClinic
  const clients: MedplumClient[] = []
  beforeAll(async () => {
    asBrowser()
    // As on a developer's machine, where a page without a client may sign people in.
    clinic = await startFactorClinic({ store, development: true })
  })
  afterAll(async () => {
    vi.unstubAllGlobals()
    await clinic.world.close()
  })

  function sdk(): MedplumClient {
    const storage = new ClientStorage(new MemoryStorage())
    const client = new MedplumClient({ baseUrl: clinic.world.baseUrl, storage, cacheTime: 0 })
    clients.push(client)
    return client
  }
  const start = ({ email, password }: Pick<Person, 'email' | 'password'>, medplum = sdk()) =>
    medplum.startLogin({ email, password, projectId: clinic.project, scope: 'openid offline_access' })
  const secretOf = (uri: string): string => new URL(uri).searchParams.get('secret') ?? ''
  const textOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'no refusal',
      (error: { outcome: { issue: { details: { text: string } }[] } }) => error.outcome.issue[0]?.details.text ?? '',
    )

  /** Signed in with the password alone. */
  async function signedIn(): Promise<{ medplum: MedplumClient; person: Person }> {
    const person = { ...(await clinic.member()), secret: '' }
    const medplum = sdk()
    const { code = '' } = await start(person, medplum)
    await medplum.processCode(code)
    return { medplum, person }
  }

  /** The same, who then set up an app on a page of settings. */
  async function enrolled() {
    const { medplum, person } = await signedIn()
    const { enrollUri } = await medplum.get('auth/mfa/status')
    const secret = secretOf(enrollUri)
    await medplum.post('auth/mfa/enroll', { token: clinic.code(secret) })
    await clinic.nextStep()
    return { medplum, person: { ...person, secret } }
  }

  test('enrol while signing in, where it is demanded, and verify at the next sign-in', async () => {
    const person = await clinic.member({ mfaRequired: true })
    const medplum = sdk()
    const asked = await start({ ...person }, medplum)
    expect(asked).toMatchObject({ mfaEnrollRequired: true, allowedMfaMethods: ['totp'] })
    expect(asked.enrollQrCode).toMatch(/^data:image\//)
    const secret = secretOf((asked as unknown as { enrollUri: string }).enrollUri)
    const done = await medplum.post('auth/mfa/login-enroll', { login: asked.login, token: clinic.code(secret) })
    await medplum.processCode(done.code)
    expect(medplum.getProfile()?.resourceType).toBe('Practitioner')
    await clinic.nextStep()
    const other = sdk()
    const next = await start({ ...person }, other)
    expect(next).toMatchObject({ mfaRequired: true, mfaMethods: ['totp'], email: person.email })
    const wrong = other.post('auth/mfa/verify', { login: next.login, token: '000000' })
    expect(await textOf(wrong)).toBe('Invalid MFA token')
    const { code } = await other.post('auth/mfa/verify', { login: next.login, token: clinic.code(secret) })
    await other.processCode(code)
    expect(other.isAuthenticated()).toBe(true)
  })

  test('enrol and disable on a page of settings', async () => {
    const { medplum } = await signedIn()
    const status = await medplum.get('auth/mfa/status')
    expect(status).toMatchObject({ enrolled: false, enrolledMethods: [], allowedMethods: ['totp'], mfaRequired: false })
    expect((await medplum.get('auth/mfa/status')).enrollUri).toBe(status.enrollUri)
    expect((await medplum.get('auth/me')).security.mfaEnrolled).toBe(false)
    const secret = secretOf(status.enrollUri)
    expect(await textOf(medplum.post('auth/mfa/enroll', {}))).toBe('Missing token')
    expect(await textOf(medplum.post('auth/mfa/enroll', { token: '000000' }))).toBe('Invalid token')
    expect(await textOf(medplum.post('auth/mfa/enroll', { method: 'email' }))).toBe('MFA method not allowed')
    expect(await textOf(medplum.post('auth/mfa/disable', { token: '000000' }))).toBe('User not enrolled in MFA')
    expect((await medplum.post('auth/mfa/enroll', { token: clinic.code(secret) })).id).toBe('ok')
    const now = await medplum.get('auth/mfa/status')
    expect(now).toMatchObject({ enrolled: true, enrolledMethods: ['totp'] })
    expect(now.enrollUri).toBeUndefined()
    expect((await medplum.get('auth/me')).security.mfaEnrolled).toBe(true)
    expect(await textOf(medplum.post('auth/mfa/enroll', { token: clinic.code(secret) }))).toBe('Already enrolled')
    expect(await textOf(medplum.post('auth/mfa/disable', { token: '000000' }))).toBe('Invalid token')
    await clinic.nextStep()
    expect((await medplum.post('auth/mfa/disable', { token: clinic.code(secret) })).id).toBe('ok')
    expect((await medplum.get('auth/mfa/status')).enrolled).toBe(false)
    // The secret is another one.
    expect(secretOf((await medplum.get('auth/mfa/status')).enrollUri)).not.toBe(secret)
  })

  test('keep the last factor while a project demands one', async () => {
    const { medplum, person } = await enrolled()
    await clinic.set({ mfaRequired: true })
    expect((await medplum.get('auth/mfa/status')).mfaRequired).toBe(true)
    const refused = medplum.post('auth/mfa/disable', { token: clinic.code(person.secret), method: 'totp' })
    expect(await textOf(refused)).toBe('Cannot remove the last MFA factor because MFA is required')
    await clinic.set({})
    await medplum.post('auth/mfa/disable', { token: clinic.code(person.secret) })
  })

  test('enrol e-mail beside an app with a code of the app, and take either at the next sign-in', async () => {
    await clinic.set({ allowedMfaMethods: 'totp,email' })
    const { medplum, person } = await enrolled()
    expect(await textOf(medplum.post('auth/mfa/enroll', { method: 'email' }))).toMatch(/\/account/)
    expect(await textOf(medplum.post('auth/mfa/enroll', { method: 'email', token: '000000' }))).toBe('Invalid token')
    await medplum.post('auth/mfa/enroll', { method: 'email', token: clinic.code(person.secret) })
    const other = sdk()
    const asked = await start(person, other)
    expect(asked.mfaMethods).toEqual(['email', 'totp'])
    await other.post('auth/mfa/send-email', { login: asked.login })
    const mailed = /\b\d{6}\b/.exec(clinic.world.inbox.to(person.email).at(-1)?.text ?? '')?.[0]
    await other.processCode((await other.post('auth/mfa/verify', { login: asked.login, token: mailed })).code)
    // A code that is mailed to the signed-in person removes a factor too.
    await medplum.post('auth/mfa/send-email-challenge', {})
    const challenge = /\b\d{6}\b/.exec(clinic.world.inbox.to(person.email).at(-1)?.text ?? '')?.[0]
    expect(await textOf(other.post('auth/mfa/disable', { token: challenge, method: 'email' }))).toBe('Invalid token')
    await medplum.post('auth/mfa/disable', { token: challenge, method: 'email' })
    expect((await medplum.get('auth/mfa/status')).enrolledMethods).toEqual(['totp'])
    await clinic.set({})
  })

  test('make recovery codes with a code, and sign in with one as token', async () => {
    const { medplum, person } = await enrolled()
    expect(await textOf(medplum.post('auth/mfa/recovery-codes', { token: '000000' }))).toBe('Invalid token')
    const { recoveryCodes } = await medplum.post('auth/mfa/recovery-codes', { token: clinic.code(person.secret) })
    expect(recoveryCodes).toHaveLength(10)
    const other = sdk()
    const { login } = await start(person, other)
    const { code } = await other.post('auth/mfa/verify', { login, token: recoveryCodes[0] })
    await other.processCode(code)
    expect(claimsOf(other.getActiveLogin()?.accessToken ?? '')['sub']).toBeDefined()
  })

  test('prove one before a project of one’s own is made', async () => {
    const { person } = await enrolled()
    const medplum = sdk()
    const { email, password } = person
    const asked = await medplum.startLogin({ email, password, projectId: 'new', scope: 'openid' })
    expect(asked).toMatchObject({ mfaRequired: true, mfaMethods: ['totp'] })
    const make = () => medplum.startNewProject({ login: asked.login, projectName: 'Mine' })
    expect(await textOf(make())).not.toBe('no refusal')
    const token = clinic.code(person.secret)
    expect(await medplum.post('auth/mfa/verify', { login: asked.login, token })).toEqual({ login: asked.login })
    expect((await make()).code).toBeDefined()
  })

  test('set up a first factor only within ten minutes of the sign-in', async () => {
    const { medplum } = await signedIn()
    const secret = secretOf((await medplum.get('auth/mfa/status')).enrollUri)
    await clinic.travel(11 * 60_000)
    expect(await textOf(medplum.post('auth/mfa/enroll', { token: clinic.code(secret) }))).toMatch(/\/account/)
  })

  test('see nothing of it with a token that is narrowed, or that is a machine’s', async () => {
    const person = await clinic.member()
    const { world, project } = clinic
    const narrow = await world.actors.signIn(person.email, person.password, {
      scope: 'openid user/*.rs',
      projectId: project,
    })
    expect((await world.call('auth/mfa/status', { token: narrow.body.access_token })).status).toBe(403)
    const token = clinic.admin.token
    const json = { name: 'Export', kind: 'server', tokenEndpointAuthMethod: 'client_secret_basic' }
    const { body } = await world.call(`admin/projects/${project}/client`, { json, token })
    const basic = [body.id, body.secret] as const
    const machine = await world.call('oauth2/token', { form: { grant_type: 'client_credentials' }, basic })
    expect((await world.call('auth/mfa/status', { token: machine.body.access_token })).status).toBe(403)
  })
})
