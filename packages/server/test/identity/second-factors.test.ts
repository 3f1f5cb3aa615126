import { hasPostgres, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerInvitations } from './answer-invitations.ts'
import { AAL2, claimsFor, type FactorClinic, secretIn, startFactorClinic } from './factor-clinic.ts'
import { begin, must, reasonOf, verdict } from './steps.ts'

describe.each(storesForWalks())('a second factor in the sign-in API, on %s', (store) => {
  let clinic: FactorClinic
  beforeAll(async () => {
    clinic = await startFactorClinic({ store })
  })
  afterAll(() => clinic.world.close())

  const post = (path: string, json: object) => clinic.world.call(path, { json })
  const mailedCode = (email: string): string => {
    const text = clinic.world.inbox.to(email).at(-1)?.text ?? ''
    return /\b\d{6}\b/.exec(text)?.[0] ?? `no code in: ${text}`
  }
  const textOf = ({ body }: Awaited<ReturnType<typeof post>>): string => body.issue[0].details.text

  /** What demands a factor of this person, and how it stops. */
  const demands: Readonly<Record<string, (person: { membership: string }) => Promise<() => Promise<void>>>> = {
    'the membership': async ({ membership }) => {
      await clinic.change(`ProjectMembership/${membership}`, { mfaRequired: true })
      return () => clinic.change(`ProjectMembership/${membership}`, { mfaRequired: undefined })
    },
    'the project': async () => {
      await clinic.set({ mfaRequired: true })
      return () => clinic.set({})
    },
    'the least acr of the project': async () => {
      await clinic.set({ minimumAcr: AAL2 })
      return () => clinic.set({})
    },
    'an access policy': async ({ membership }) => {
      const token = clinic.admin.token
      const json = { resourceType: 'AccessPolicy', resource: [{ resourceType: 'Patient' }], mfaRequired: true }
      const { body } = must(await clinic.world.call('fhir/R4/AccessPolicy', { json, token }))
      await clinic.change(`ProjectMembership/${membership}`, { accessPolicy: { reference: `AccessPolicy/${body.id}` } })
      return () => clinic.change(`AccessPolicy/${body.id}`, { mfaRequired: undefined })
    },
    'the least acr of an access policy among several': async ({ membership }) => {
      const token = clinic.admin.token
      const made = async (more: object): Promise<string> => {
        const json = { resourceType: 'AccessPolicy', resource: [{ resourceType: 'Patient' }], ...more }
        return `AccessPolicy/${must(await clinic.world.call('fhir/R4/AccessPolicy', { json, token })).body.id}`
      }
      const [plain, strict] = [await made({}), await made({ minimumAcr: AAL2 })]
      await clinic.change(`ProjectMembership/${membership}`, {
        accessPolicy: undefined,
        access: [{ policy: { reference: plain } }, { policy: { reference: strict } }],
      })
      return () => clinic.change(strict, { minimumAcr: undefined })
    },
    'the account': async ({ membership }) => {
      const { body } = must(
        await clinic.world.call(`fhir/R4/ProjectMembership/${membership}`, { token: clinic.admin.token }),
      )
      const id = body.user.reference.split('/')[1]
      const put = async (isRequired: boolean): Promise<void> =>
        void (await clinic.world.store.db.query({
          sql: 'update users set mfa_required = $2 where id = $1::uuid',
          params: [id, isRequired],
        }))
      await put(true)
      return () => put(false)
    },
  }

  test.each(Object.keys(demands))(
    'that %s demands is set up before there is a code, and not asked for after',
    async (place) => {
      const person = await clinic.member()
      const release = await demands[place]?.(person)
      const { answer, handle, verifier } = await clinic.signIn(person)
      expect(answer.body).toMatchObject({ login: handle, mfaEnrollRequired: true, allowedMfaMethods: ['totp'] })
      expect(answer.body.code).toBeUndefined()
      expect(answer.body.enrollQrCode).toMatch(/^data:image\/svg\+xml;base64,/)
      const secret = secretIn(answer)
      // Asked again, the same secret: whoever reads the page again must be able to go on.
      expect(secretIn(await clinic.world.call(`auth/login/${handle}`))).toBe(secret)
      const token = clinic.code(secret)
      const wrong = token === '000000' ? '111111' : '000000'
      expect(textOf(await post('auth/mfa/login-enroll', { login: handle, token: wrong }))).toBe('Invalid token')
      const enrolled = must(await post('auth/mfa/login-enroll', { login: handle, token }))
      expect(await claimsFor(clinic, { verifier }, enrolled)).toMatchObject({ acr: AAL2, amr: ['pwd', 'otp', 'mfa'] })
      await release?.()
    },
  )

  test('is asked for at each password sign-in once it is set up, also where nobody demands it', async () => {
    const person = await clinic.withApp()
    const { answer, handle, verifier } = await clinic.signIn(person)
    expect(answer.body).toEqual({ login: handle, mfaRequired: true, mfaMethods: ['totp'], email: person.email })
    expect(verdict(await post('auth/scope', { login: handle, scope: 'openid' }))).toBe('200')
    expect((await clinic.world.call(`auth/login/${handle}`)).body.code).toBeUndefined()
    const token = clinic.code(person.secret)
    const wrong = token === '000000' ? '111111' : '000000'
    for (const bad of [wrong, '12345', 'x'.repeat(30)]) {
      const refused = await post('auth/mfa/verify', { login: handle, token: bad })
      expect([refused.status, textOf(refused)]).toEqual([400, 'Invalid MFA token'])
    }
    expect(textOf(await post('auth/mfa/verify', { login: handle, token: '' }))).toContain('Missing token')
    const arabic = token.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)))
    const proven = must(
      await post('auth/mfa/verify', { login: handle, token: ` ${arabic.slice(0, 3)} ${arabic.slice(3)} ` }),
    )
    expect(await claimsFor(clinic, { verifier }, proven)).toMatchObject({ acr: AAL2, amr: ['pwd', 'otp', 'mfa'] })
    const again = await clinic.signIn(person)
    expect(textOf(await post('auth/mfa/verify', { login: again.handle, token }))).toBe('Invalid MFA token')
    await clinic.nextStep()
    must(await post('auth/mfa/verify', { login: again.handle, token: clinic.code(person.secret) }))
  })

  test('is refused in a login that does not ask for it, that has its code, or that has ended', async () => {
    const [plain, person] = [await clinic.member(), await clinic.withApp()]
    const done = await clinic.signIn(plain)
    expect(reasonOf(await post('auth/mfa/verify', { login: done.handle, token: '123456' }))).toBe('no_factor_asked')
    expect(reasonOf(await post('auth/mfa/login-enroll', { login: done.handle, token: '123456' }))).toBe(
      'no_factor_asked',
    )
    expect(reasonOf(await post('auth/mfa/send-email', { login: done.handle }))).toBe('no_factor_asked')
    expect(reasonOf(await post('auth/mfa/verify', { login: 'unknown', token: '123456' }))).toBe('unknown_login')
    const { handle } = await clinic.signIn(person)
    expect(reasonOf(await post('auth/mfa/login-enroll', { login: handle, token: '123456' }))).toBe('no_factor_asked')
    expect(reasonOf(await post('auth/mfa/send-email', { login: handle }))).toBe('method_not_allowed')
    await clinic.travel(11 * 60_000)
    const late = await post('auth/mfa/verify', { login: handle, token: clinic.code(person.secret) })
    expect([late.status, reasonOf(late)]).toEqual([400, 'login_expired'])
  })

  test('by e-mail counts where the project lists it, and raises no level', async () => {
    const person = await clinic.member()
    await clinic.set({ mfaRequired: true, allowedMfaMethods: 'email' })
    const { answer, handle, verifier } = await clinic.signIn(person)
    expect(answer.body).toEqual({ login: handle, mfaEnrollRequired: true, allowedMfaMethods: ['email'] })
    expect(reasonOf(await post('auth/mfa/login-enroll', { login: handle, token: '123456' }))).toBe('method_not_allowed')
    const asked = must(await post('auth/mfa/login-enroll', { login: handle, method: 'email' }))
    expect(asked.body).toEqual({ login: handle, mfaRequired: true, mfaMethods: ['email'], email: person.email })
    const first = mailedCode(person.email)
    // A login that only looks again gets no second e-mail; one that asks does.
    const sent = clinic.world.inbox.to(person.email).length
    await clinic.world.call(`auth/login/${handle}`)
    expect(clinic.world.inbox.to(person.email)).toHaveLength(sent)
    must(await post('auth/mfa/send-email', { login: handle }))
    const second = mailedCode(person.email)
    const other = await clinic.signIn(person)
    if (first !== second)
      expect(textOf(await post('auth/mfa/verify', { login: handle, token: first }))).toBe('Invalid MFA token')
    expect(textOf(await post('auth/mfa/verify', { login: other.handle, token: second }))).toBe('Invalid MFA token')
    const proven = must(await post('auth/mfa/verify', { login: handle, token: second }))
    const claims = await claimsFor(clinic, { verifier }, proven)
    expect(claims).toMatchObject({ acr: AAL2.replace(/2$/, '1'), amr: ['pwd'] })
    // Where the project no longer lists it, the person proves it once more and sets up an app.
    await clinic.set({ mfaRequired: true })
    const strict = await clinic.signIn(person)
    expect(strict.answer.body).toMatchObject({ mfaRequired: true, mfaMethods: ['email'] })
    const next = must(await post('auth/mfa/verify', { login: strict.handle, token: mailedCode(person.email) }))
    expect(next.body).toMatchObject({ mfaEnrollRequired: true, allowedMfaMethods: ['totp'] })
    must(await post('auth/mfa/login-enroll', { login: strict.handle, token: clinic.code(secretIn(next)) }))
    const last = await clinic.signIn(person)
    expect(last.answer.body).toMatchObject({ mfaRequired: true, mfaMethods: ['totp'] })
    await clinic.set({})
  })

  test('by e-mail does not meet a least acr', async () => {
    const person = await clinic.member()
    await clinic.set({ mfaRequired: true, allowedMfaMethods: 'totp,email', minimumAcr: AAL2 })
    const { answer, handle } = await clinic.signIn(person)
    expect(answer.body).toMatchObject({ mfaEnrollRequired: true, allowedMfaMethods: ['totp'] })
    expect(reasonOf(await post('auth/mfa/login-enroll', { login: handle, method: 'email' }))).toBe('method_not_allowed')
    await clinic.set({})
  })

  test('is asked for after a membership is chosen, as that one demands', async () => {
    const person = await clinic.member({ resourceType: 'Practitioner' })
    must(
      await clinic.invite({
        email: person.email,
        resourceType: 'RelatedPerson',
        forceNewMembership: true,
        patient: { reference: await patient() },
      }),
    )
    expect(await answerInvitations(clinic.world, person)).toEqual(['/account?done=accepted'])
    await clinic.change(`ProjectMembership/${person.membership}`, { mfaRequired: true })
    const { answer, handle } = await clinic.signIn(person)
    const choices: readonly { id: string }[] = answer.body.memberships
    expect(choices).toHaveLength(2)
    const chosen = await post('auth/profile', { login: handle, profile: person.membership })
    expect(chosen.body).toMatchObject({ mfaEnrollRequired: true })
    const other = await clinic.signIn(person)
    const free = choices.find(({ id }) => id !== person.membership)?.id
    expect((await post('auth/profile', { login: other.handle, profile: free })).body.code).toBeDefined()
  })

  async function patient(): Promise<string> {
    const json = { resourceType: 'Patient', name: [{ family: 'X' }] }
    return `Patient/${must(await clinic.world.call('fhir/R4/Patient', { json, token: clinic.admin.token })).body.id}`
  }

  test.each([
    ['mfaRequired', { name: 'mfaRequired', valueString: 'yes' }],
    ['allowedMfaMethods', { name: 'allowedMfaMethods', valueString: 'sms' }],
    ['allowedMfaMethods', { name: 'allowedMfaMethods', valueString: 'totp,,email' }],
    ['allowedMfaMethods', { name: 'allowedMfaMethods', valueBoolean: true }],
    ['minimumAcr', { name: 'minimumAcr', valueString: 'aal2' }],
  ])('is demanded only by settings that can be read: %s %j', async (name, setting) => {
    const at = `fhir/R4/Project/${clinic.project}`
    const { token } = clinic.admin
    const { body } = must(await clinic.world.call(at, { token }))
    const put = (...all: object[]) => clinic.world.call(at, { method: 'PUT', json: { ...body, setting: all }, token })
    const refused = await put(setting)
    expect(verdict(refused)).toBe('400 malformed_factor_setting')
    expect(textOf(refused)).toContain(name)
    const fine = { name: 'mfaRequired', valueBoolean: false }
    expect(verdict(await put(fine, fine))).toBe('400 malformed_factor_setting')
    const least = { name: 'minimumAcr', valueString: AAL2 }
    expect(verdict(await put(least, { name: 'allowedMfaMethods', valueString: 'email' }))).toBe(
      '400 malformed_factor_setting',
    )
  })

  test('is demanded by an invitation, of the membership and of an account that is the project’s own', async () => {
    for (const [scope, isOwn] of [
      ['project', true],
      ['server', false],
    ] as const) {
      const person = await clinic.member({ mfaRequired: true, scope })
      const { token } = clinic.admin
      const { body } = must(await clinic.world.call(`fhir/R4/ProjectMembership/${person.membership}`, { token }))
      expect(body.mfaRequired).toBe(true)
      const sql = 'select mfa_required as required from users where email = $1'
      const { rows } = await clinic.world.store.db.query({ sql, params: [person.email] })
      expect(rows).toEqual([{ required: isOwn }])
      expect((await clinic.signIn(person)).answer.body.mfaEnrollRequired).toBe(true)
    }
  })

  test('is never removed by an administrator: a reset starts a recovery, which tells the person, and the audit', async () => {
    const [person, plain] = [await clinic.withApp(), await clinic.member()]
    await clinic.adminToken()
    const reset = ({ membership }: { membership: string }) =>
      clinic.world.call(`admin/projects/${clinic.project}/members/${membership}/mfa/reset`, {
        json: {},
        token: clinic.admin.token,
      })
    expect(verdict(await reset(plain))).toBe('400 no_factor')
    expect(must(await reset(person)).body.id).toBe('ok')
    const subjects = () =>
      clinic.world.inbox
        .to(person.email)
        .map(({ subject }) => subject)
        .join()
    await expect.poll(subjects).toContain('Recover your account')
    await expect.poll(subjects).toContain('Someone asked to recover your account')
    expect((await clinic.signIn(person)).answer.body.mfaRequired).toBe(true)
    const events = await clinic.world.call('fhir/R4/AuditEvent?subtype=factor.reset_requested', {
      token: clinic.admin.token,
    })
    const outcomes = events.body.entry.map(({ resource }: { resource: { outcome: string } }) => resource.outcome)
    expect(outcomes.toSorted()).toEqual(['0', '4'])
  })

  test('leaves what happened in the audit, and tells the person', async () => {
    const person = await clinic.withApp({ scope: 'project' })
    const { handle } = await clinic.signIn(person)
    await post('auth/mfa/verify', { login: handle, token: '000000' })
    must(await post('auth/mfa/verify', { login: handle, token: clinic.code(person.secret) }))
    const events = async (subtype: string, user: string): Promise<readonly string[]> => {
      const path = `fhir/R4/AuditEvent?subtype=${subtype}&entity=${user}&_count=100`
      const { body } = must(await clinic.world.call(path, { token: clinic.admin.token }))
      return (body.entry ?? []).map(({ resource }: { resource: { outcome: string } }) => resource.outcome)
    }
    const at = `fhir/R4/ProjectMembership/${person.membership}`
    const user = must(await clinic.world.call(at, { token: clinic.admin.token })).body.user.reference
    expect(await events('factor.added', user)).toEqual(['0'])
    expect(await events('factor.failed', user)).toEqual(['4'])
    expect(await events('factor.proven', user)).toEqual(['0'])
    const account = must(await clinic.world.call(`fhir/R4/${user}`, { token: clinic.admin.token })).body
    expect(account).toMatchObject({ mfaEnrolled: true, mfaMethod: ['totp'] })
    expect(
      clinic.world.inbox
        .to(person.email)
        .map(({ subject }) => subject)
        .join(),
    ).toContain('second step was added')
  })
})

describe.each(storesForWalks())('wrong codes on %s', (store) => {
  let clinic: FactorClinic
  beforeAll(async () => {
    const env = {
      DAMSON_THROTTLE_WRONG_CODES_PER_ACCOUNT: undefined,
      DAMSON_THROTTLE_WRONG_CODES_PER_SIGN_IN: undefined,
    }
    clinic = await startFactorClinic({ store, env })
  })
  afterAll(() => clinic.world.close())

  test('are limited in a sign-in and over all of an account, and right ones do not count', async () => {
    const [person, other] = [await clinic.withApp(), await clinic.withApp()]
    const verify = (login: string, token: string) => clinic.world.call('auth/mfa/verify', { json: { login, token } })
    const rightOne = await clinic.signIn(other)
    must(await verify(rightOne.handle, clinic.code(other.secret)))
    const tried: string[] = []
    for (let n = 0; n < 3; n += 1) {
      const { handle } = await clinic.signIn(person)
      for (let tries = 0; tries < 6; tries += 1) tried.push(verdict(await verify(handle, '000000')))
    }
    const wrong = Array<string>(5).fill('400 wrong_code')
    expect(tried.slice(0, 12)).toEqual([...wrong, '429 limit_codes', ...wrong, '429 limit_codes'].map((one) => one))
    expect(new Set(tried.slice(12))).toEqual(new Set(['429 limit_codes']))
    const last = await clinic.signIn(person)
    const refused = await verify(last.handle, clinic.code(person.secret))
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)])
    await clinic.nextStep()
    const { handle } = await clinic.signIn(other)
    must(await verify(handle, clinic.code(other.secret)))
  })
})

describe.runIf(hasPostgres())('a code of a sign-in that ends while it is compared', () => {
  let clinic: FactorClinic
  beforeAll(async () => {
    clinic = await startFactorClinic({ store: 'postgres' })
  })
  afterAll(() => clinic.world.close())

  test('is not used up', async () => {
    const { world } = clinic
    const { email, password, secret, membership } = await clinic.withApp()
    let meanwhile: (() => Promise<unknown>) | undefined
    const node = await world.restarted({
      faulty: (db) => ({
        ...db,
        engine: db.engine,
        query: db.query.bind(db),
        tx: (work, options) =>
          db.tx(
            (tx) =>
              work({
                ...tx,
                store: tx.store,
                async query(query) {
                  const change = query.name === 'roots.add-factor' ? meanwhile : undefined
                  meanwhile = change === undefined ? meanwhile : undefined
                  await change?.()
                  return tx.query(query)
                },
                exec: tx.exec.bind(tx),
                ...(tx.defer !== undefined && { defer: tx.defer.bind(tx) }),
              }),
            options,
          ),
        exec: db.exec.bind(db),
        listen: db.listen.bind(db),
        close: db.close.bind(db),
      }),
    })
    const signIn = async () => (await begin(node.call, { email, password, projectId: clinic.project })).handle
    const verify = (login: string) => node.call('auth/mfa/verify', { json: { login, token: clinic.code(secret) } })
    const login = await signIn()
    const setActive = (active: boolean) => clinic.change(`ProjectMembership/${membership}`, { active })
    meanwhile = () => setActive(false)
    expect(verdict(await verify(login))).toBe('400 ended_login')
    expect(meanwhile).toBeUndefined()
    await setActive(true)
    expect(verdict(await verify(await signIn()))).toBe('200')
  })
})
