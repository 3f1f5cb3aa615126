import { type Caller, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  begin,
  type Clinic,
  claimsOf,
  follow,
  freshEmail,
  must,
  PASSWORD,
  reasonOf,
  redeem,
  register,
  startClinic,
  verdict,
} from './steps.ts'

describe.each(storesForWalks())('registration for development on %s', (store) => {
  let world: World
  beforeAll(async () => {
    world = await startWorld({ store, shared: true })
  })
  afterAll(() => world.close())

  test('makes a person, then their project with admin membership, defaults and a first client', async () => {
    const begun = await register(world.call, { projectId: 'new' })
    expect(begun.answer.body).toEqual({ login: begun.handle })
    const made = await world.call('auth/newproject', { json: { login: begun.handle, projectName: 'Clinic' } })
    expect(made.body).toEqual({ login: begun.handle, code: expect.stringMatching(/^[\w-]{43}$/) })
    const { access_token: token, project } = (await redeem(world.call, { ...begun, code: made.body.code })).body
    const { body } = await world.call('auth/me', { token })
    expect(body.membership).toMatchObject({ admin: true, profile: { reference: body.membership.profile.reference } })
    expect(body.profile).toMatchObject({ resourceType: 'Practitioner', name: [{ given: ['Ada'], family: 'Lovelace' }] })
    const clients = await world.call('fhir/R4/ClientApplication', { token })
    expect(clients.body.entry).toHaveLength(1)
    const { body: stored } = await world.call(`fhir/R4/${project.reference}`, { token })
    expect(stored.defaultAccessPolicies.map(({ profileType }: { profileType: string }) => profileType)).toEqual([
      'Admin',
      'Patient',
    ])
  })

  test('gives a known address a handle that leads nowhere, and changes nothing of its account', async () => {
    const { email } = await world.actors.owner()
    const again = await register(world.call, { email, projectId: 'new', password: 'the password of an attacker' })
    expect(again.answer.body).toEqual({ login: expect.stringMatching(/^[\w-]{43}$/) })
    const made = await world.call('auth/newproject', { json: { login: again.handle, projectName: 'Mine now' } })
    expect(verdict(made)).toBe('400 unknown_login')
    expect(verdict((await begin(world.call, { email, password: 'the password of an attacker' })).answer)).toBe(
      '400 wrong_credentials',
    )
  })

  test('takes an address once, whatever its case, form and surrounding space', async () => {
    const email = `J\u00fcrgen.${freshEmail()}`
    expect((await register(world.call, { email, projectId: 'new' })).answer.status).toBe(200)
    for (const same of [email.toUpperCase(), ` ${email}`, email.normalize('NFD')]) {
      const again = await register(world.call, { email: same, projectId: 'new' })
      const made = await world.call('auth/newproject', { json: { login: again.handle, projectName: 'Clinic' } })
      expect(verdict(made), same).toBe('400 unknown_login')
    }
  })

  test('of ten who register one address at once lets one make a project, and fails for nobody', async () => {
    const email = freshEmail()
    const begun = await Promise.all(Array.from({ length: 10 }, () => register(world.call, { email, projectId: 'new' })))
    expect(begun.map(({ answer }) => answer.status)).toEqual(Array.from({ length: 10 }, () => 200))
    const made = await Promise.all(
      begun.map(({ handle }) => world.call('auth/newproject', { json: { login: handle, projectName: 'Clinic' } })),
    )
    expect(made.map(verdict).filter((one) => one === '200')).toHaveLength(1)
    expect(new Set(made.map(verdict))).toEqual(new Set(['200', '400 unknown_login']))
  })

  test('makes one project of a sign-in, however often and however fast it is asked', async () => {
    const { handle } = await register(world.call, { projectId: 'new' })
    const ask = () => world.call('auth/newproject', { json: { login: handle, projectName: 'Clinic' } })
    const made = await Promise.all(Array.from({ length: 8 }, ask))
    expect(made.map(verdict).filter((one) => one === '200')).toHaveLength(1)
    expect(new Set(made.map(verdict))).toEqual(new Set(['200', '400 already_chosen']))
    expect(verdict(await ask())).toBe('400 already_chosen')
  })

  describe('refuses', () => {
    test.each<[string, object]>([
      ['no name', { firstName: undefined }],
      ['an empty name', { lastName: '' }],
      ['a name of 129 characters', { firstName: 'a'.repeat(129) }],
      ['a name with control characters', { firstName: 'Ada\n' }],
      ['a name with half a surrogate pair', { firstName: 'Ada\ud800' }],
      ['a name that is a list', { firstName: ['Ada'] }],
      ['no address', { email: undefined }],
      ['an address without @', { email: 'ada.example.org' }],
      ['an address with two', { email: 'ada@example.org, eve@example.org' }],
      ['an address with a line break', { email: 'ada@example.org\r\nBcc: eve@example.org' }],
      ['an address of 321 characters', { email: `${'a'.repeat(310)}@example.org` }],
      ['an address that is an object', { email: { $ne: null } }],
      ['no password', { password: undefined }],
      ['a password of 14 characters', { password: 'a'.repeat(14) }],
      ['a password of 257 characters', { password: 'a'.repeat(257) }],
      ['a password of 60,000 characters', { password: 'a'.repeat(60_000) }],
      ['a password with NUL', { password: `${PASSWORD}\0` }],
      ['a project id that is none', { projectId: 'my-project' }],
      ['a client id that is none', { clientId: 'my-app' }],
      ['no PKCE', { codeChallenge: undefined, codeChallengeMethod: undefined }],
      ['PKCE plain', { codeChallengeMethod: 'plain' }],
      ['a scope of machines', { scope: 'openid system/*.read' }],
    ])('%s', async (_, fields) => {
      const { answer } = await register(world.call, { projectId: 'new', ...fields })
      expect(answer.status, answer.text).toBe(400)
      expect(answer.body.resourceType).toBe('OperationOutcome')
      expect(answer.body.issue[0].details.text).toMatch(/./)
    })

    test('a project in which nobody may register, and one that is not there', async () => {
      const { project } = await world.actors.owner()
      for (const projectId of [project, '00000000-0000-4000-8000-000000000000', '00000000-0000-0000-0000-000000000000'])
        expect(verdict((await register(world.call, { projectId })).answer)).toBe('403 registration_closed')
    })

    test('a project name that is too short, too long or none, without losing the sign-in', async () => {
      const begun = await register(world.call, { projectId: 'new' })
      for (const projectName of ['abc', 'a'.repeat(73), '', undefined, ['a', 'b', 'c', 'd'], 'a\u0000bcd'])
        expect(
          (await world.call('auth/newproject', { json: { login: begun.handle, projectName } })).status,
          String(projectName),
        ).toBe(400)
      expect(
        (await world.call('auth/newproject', { json: { login: begun.handle, projectName: 'Clinic' } })).status,
      ).toBe(200)
    })

    test('a project or patient of a sign-in that is not for that', async () => {
      const { email, password, project } = await world.actors.owner()
      const { handle } = await begin(world.call, { email, password })
      expect(verdict(await world.call('auth/newproject', { json: { login: handle, projectName: 'Clinic' } }))).toBe(
        '400 already_chosen',
      )
      const { handle: forProject } = await register(world.call, { projectId: 'new' })
      expect(verdict(await world.call('auth/newpatient', { json: { login: forProject, projectId: project } }))).toBe(
        '400 wrong_step',
      )
    })
  })
})

describe.each(storesForWalks())('registration in production on %s', (store) => {
  let clinic: Clinic
  let world: World
  beforeAll(async () => {
    clinic = await startClinic({ store })
    world = clinic.world
    await clinic.openForPatients()
  })
  afterAll(() => world.close())

  const asPatient = (fields: object = {}) => register(world.call, { projectId: clinic.project, ...fields })
  const newPatient = (login: string, projectId = clinic.project) =>
    world.call('auth/newpatient', { json: { login, projectId } })
  const verify = (email: string, password = PASSWORD) =>
    world.call('auth/verifyemail', { json: { ...world.inbox.link(email), password } })

  test('never makes projects', async () => {
    expect(verdict((await register(world.call, { projectId: 'new' })).answer)).toBe('403 registration_closed')
    const { email, password } = await clinic.member()
    const { handle } = await begin(world.call, { email, password, projectId: 'new' })
    const made = await world.call('auth/newproject', { json: { login: handle, projectName: 'Clinic' } })
    expect(verdict(made)).toBe('403 project_registration_closed')
  })

  test('makes a patient once the address is proven, who sees their own record alone', async () => {
    const begun = await asPatient()
    expect(begun.answer.body).toEqual({ login: begun.handle, emailVerificationRequired: true })
    expect(verdict(await newPatient(begun.handle))).toBe('400 address_not_proven')
    expect(verdict((await begin(world.call, { email: begun.email })).answer)).toBe('400 wrong_credentials')

    expect((await verify(begun.email)).status).toBe(200)
    const made = await newPatient(begun.handle)
    const tokens = await redeem(world.call, { ...begun, code: made.body.code })
    expect(tokens.body.patient).toBe(tokens.body.profile.reference.split('/')[1])
    const patients = await world.call('fhir/R4/Patient', { token: tokens.body.access_token })
    expect(patients.body.entry).toHaveLength(1)
    expect(verdict(await newPatient(begun.handle))).toBe('400 unknown_login')
  })

  test('at the address of the project keeps to it, from the first e-mail to the tokens', async () => {
    const issuer = `${world.baseUrl}projects/${clinic.project}/`
    const callAt =
      (project: string): Caller =>
      (path, options) =>
        world.call(`projects/${project}/${path}`, options)
    const here = callAt(clinic.project)
    const elsewhere = must(
      await world.call('fhir/R4/Project/$init', {
        json: { resourceType: 'Parameters', parameter: [{ name: 'name', valueString: 'Hillside' }] },
        token: clinic.admin.token,
      }),
    ).body.id
    const there = callAt(elsewhere)
    for (const projectId of [elsewhere, 'new'])
      expect(verdict((await register(here, { projectId })).answer)).toBe('400 wrong_project')
    // Where nobody may register, the project itself says so.
    expect(verdict((await register(there)).answer)).toBe('403 registration_closed')

    const begun = await register(here)
    expect(begun.answer.body).toEqual({ login: begun.handle, emailVerificationRequired: true })
    const { url, id, secret } = world.inbox.link(begun.email)
    expect(url).toMatch(`${issuer}auth/verifyemail/`)
    const json = { id, secret, password: PASSWORD }
    expect(verdict(await there('auth/verifyemail', { json }))).toBe('400 unusable_link')
    must(await here('auth/verifyemail', { json }))
    const named = { json: { login: begun.handle, projectId: clinic.project } }
    for (const call of [world.call, there])
      expect((await call('auth/newpatient', named)).status, 'at another address').toBe(400)
    expect(verdict(await here('auth/newpatient', { json: { login: begun.handle, projectId: elsewhere } }))).toBe(
      '403 registration_closed',
    )
    const made = must(await here('auth/newpatient', named))
    const tokens = must(await redeem(here, { ...begun, code: made.body.code })).body
    expect(claimsOf(tokens.access_token)).toMatchObject({ iss: issuer, profile: `Patient/${tokens.patient}` })
    expect((await here(`fhir/R4/Patient/${tokens.patient}`, { token: tokens.access_token })).status).toBe(200)
  })

  test('of eight who finish one registration at once makes one patient', async () => {
    const begun = await asPatient()
    must(await verify(begun.email))
    const made = await Promise.all(Array.from({ length: 8 }, () => newPatient(begun.handle)))
    expect(made.map(verdict).filter((one) => one === '200')).toHaveLength(1)
    for (const one of made.map(verdict)) expect(['200', '400 already_chosen', '400 wrong_step']).toContain(one)
  })

  test('makes no patient in another project than the one that was registered for', async () => {
    const begun = await asPatient()
    must(await verify(begun.email))
    expect(verdict(await newPatient(begun.handle, '00000000-0000-4000-8000-000000000000'))).toBe(
      '403 registration_closed',
    )
  })

  test('closes, rather than fails, when the policy of its patients is gone', async () => {
    const begun = await asPatient()
    must(await verify(begun.email))
    const at = `fhir/R4/Project/${clinic.project}`
    const { body: before } = await world.call(at, { token: clinic.admin.token })
    const passing = await world.actors.policy({ token: clinic.admin.token } as never, [{ resourceType: 'Patient' }])
    const change = (json: object) => world.call(at, { method: 'PUT', json, token: clinic.admin.token })
    must(await change({ ...before, defaultPatientAccessPolicy: { reference: passing } }))
    must(await world.call(`fhir/R4/${passing}`, { method: 'DELETE', token: clinic.admin.token }))

    expect(verdict(await newPatient(begun.handle))).toBe('403 registration_closed')
    must(await change(before))
    expect((await newPatient(begun.handle)).status).toBe(200)
  })

  describe('pre-hijacking', () => {
    test('leaves who registered a strange address with an account of no use', async () => {
      const email = freshEmail()
      const attacker = await asPatient({ email, password: 'the password of an attacker' })
      const { id, secret } = world.inbox.link(email)
      const guess = await world.call('auth/verifyemail', { json: { id, secret, password: PASSWORD } })
      expect(verdict(guess)).toBe('400 wrong_password')

      const owner = await asPatient({ email })
      must(await verify(email))
      expect((await newPatient(owner.handle)).status).toBe(200)
      expect(verdict(await newPatient(attacker.handle))).toBe('400 address_not_proven')
      const signIn = await begin(world.call, { email, password: 'the password of an attacker' })
      expect(verdict(signIn.answer)).toBe('400 wrong_credentials')
      // The attacker's link proves nothing any more, even to who holds it with the attacker's password.
      const late = { id, secret, password: 'the password of an attacker' }
      expect(verdict(await world.call('auth/verifyemail', { json: late }))).toBe('400 unusable_link')
      expect(verdict(await newPatient(attacker.handle))).toBe('400 address_not_proven')
    })

    test('does not catch an invitation: the place goes to who proves the address', async () => {
      const email = freshEmail()
      const attacker = await asPatient({ email, password: 'the password of an attacker' })
      const invited = must(await clinic.invite({ email }))
      const signIn = await begin(world.call, { email, password: 'the password of an attacker' })
      expect(verdict(signIn.answer)).toBe('400 wrong_credentials')
      await follow(world, email)
      const { code, verifier } = await begin(world.call, { email })
      const { body } = await redeem(world.call, { code, verifier })
      expect(body.profile).toEqual(invited.body.profile)
      expect(verdict(await newPatient(attacker.handle))).toBe('400 address_not_proven')
    })

    test('does not survive a reset: an unproven account is mailed none', async () => {
      const email = freshEmail()
      await asPatient({ email })
      const before = world.inbox.to(email).length
      must(await world.call('auth/resetpassword', { json: { email, projectId: clinic.project } }))
      must(await world.call('auth/resetpassword', { json: { email } }))
      expect(world.inbox.to(email)).toHaveLength(before)
    })
  })

  test('two of one address who prove it at once end as one holder, and nobody sees a failure', async () => {
    const email = freshEmail()
    const links = []
    for (let i = 0; i < 4; i += 1) {
      await asPatient({ email })
      links.push(world.inbox.link(email))
    }
    const verified = await Promise.all(
      links.map((link) => world.call('auth/verifyemail', { json: { ...link, password: PASSWORD } })),
    )
    expect(verified.map(verdict).sort()).toEqual(['200', ...Array.from({ length: 3 }, () => '400 unusable_link')])
  })

  test('tells the owner of a known address, and whoever asks nothing', async () => {
    const { email } = await clinic.member({ resourceType: 'Patient' })
    const stranger = await asPatient()
    const again = await asPatient({ email })
    expect(again.answer.body).toEqual({ ...stranger.answer.body, login: expect.stringMatching(/^[\w-]{43}$/) })
    expect(world.inbox.to(email).at(-1)?.subject).toMatch(/^You already have an account/)
    expect(verdict(await newPatient(again.handle))).toBe(verdict(await newPatient(stranger.handle)))
    expect(reasonOf(await world.call(`auth/login/${again.handle}`))).toBe(
      reasonOf(await world.call(`auth/login/${stranger.handle}`)),
    )
  })
})
