import { generateSync } from 'otplib'
import type { Callback } from './chromium.ts'
import { ADMINISTRATOR, type Hosted, type HostedApp, type Person } from './hosted.ts'
import { askChange } from './pending-change.ts'
import type { Walker } from './walker.ts'

/** A way to a page, and the message that its heading is. */
export interface Way {
  readonly name: string
  readonly heading: string
  readonly go: (page: Walker) => Promise<unknown>
}

const SMART =
  'openid fhirUser offline_access launch/patient patient/Patient.rs patient/Observation.rs?category=laboratory ' +
  'user/Appointment.cud'

/** Every page that people see, and how one comes to it, in whatever language. */
export async function waysIn(hosted: Hosted, callback: Callback): Promise<readonly Way[]> {
  const fields = { redirectUris: [callback.url] }
  const firstParty = await hosted.app({ ...fields, name: 'My Health' })
  const thirdParty = await hosted.app({ ...fields, firstParty: false })
  const clinician = await makeClinician(hosted)
  const member = await hosted.member('Patient')
  const both = await hosted.member('Practitioner', 'Patient')
  const blind = await hosted.member('Practitioner')

  const authorize = (app: HostedApp, changes: Record<string, string> = {}): string =>
    `${hosted.issuer}oauth2/authorize?${app.query({ redirect_uri: callback.url, ...changes })}`
  const open = (page: Walker, path: string): Promise<unknown> => page.open(new URL(path, hosted.issuer).href)
  const signIn = async (
    page: Walker,
    app: HostedApp,
    { email, password }: Person,
    changes: Record<string, string> = {},
  ): Promise<void> => {
    await page.open(authorize(app, changes))
    await page.send({ email, password })
  }
  const expectBack = ({ at }: Walker): void => {
    if (!at.url.startsWith(`${callback.url}?`)) throw new Error(`At ${at.url} instead of back in the app.`)
  }
  const link = (email: string): string => hosted.world.inbox.link(email).url
  let invited = 0
  const invite = async (page: Walker, password?: string): Promise<void> => {
    invited += 1
    const email = `invited-${invited}@example.org`
    await hosted.invite(email)
    await page.open(link(email))
    if (password === undefined) return
    await page.send({ password })
  }
  const confirm = async (page: Walker, password?: string): Promise<Person> => {
    const person = await hosted.register()
    await page.open(link(person.email))
    await page.send({ password: password ?? person.password })
    return person
  }
  const forgot = async (page: Walker, email: string): Promise<void> => {
    await page.open(authorize(firstParty))
    await page.send({}, 'a[href*="/signin/forgot"]')
    await page.send({ email })
  }

  /** Sends the form of a new patient. */
  const register = async (page: Walker, typed: Record<string, string> = {}): Promise<void> => {
    await page.open(authorize(firstParty, { prompt: 'create' }))
    const email = `new-${(registered += 1)}@example.org`
    await page.send({ first: 'Ada', last: 'Lovelace', email, new: 'a quiet garden path', ...typed })
  }
  let registered = 0

  let demanded = 0
  /** Somebody who must set up a second factor. */
  const must = async (): Promise<Person> => {
    const person = { email: `demanded-${(demanded += 1)}@example.org`, password: 'a quiet garden path' }
    await hosted.invite(person.email, { mfaRequired: true })
    const { id, secret } = hosted.world.inbox.link(person.email)
    await hosted.world.call('auth/setpassword', { json: { id, secret, password: person.password } })
    return person
  }
  /** The code of the app whose secret a page shows. */
  const codeOn = async ({ at }: Walker): Promise<string> => {
    const secret = /<code dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(at.html)?.[1]?.replaceAll(' ', '') ?? ''
    const { body } = await hosted.world.call('auth/session', { token: hosted.clinic.token })
    return generateSync({ secret, epoch: Math.floor(Date.parse(body.now) / 1000) })
  }
  const enroll = async (page: Walker): Promise<Person> => {
    const person = await must()
    await signIn(page, firstParty, person)
    await page.send({ code: await codeOn(page) })
    return person
  }
  /** Somebody who has an app, in a browser that has just sent the password. */
  const answered = async (page: Walker): Promise<Person> => {
    const person = await enroll(page)
    await signIn(page, firstParty, person, { prompt: 'login' })
    return person
  }

  let texted = 0
  /** Somebody who has typed the number of their phone, and is asked for its code; the code. */
  const numberTyped = async (page: Walker): Promise<{ readonly person: Person; readonly code: string }> => {
    const person = await must()
    const number = `+49151${String((texted += 1) + 1_000)}6789`
    await signIn(page, firstParty, person)
    await page.send({}, 'a[href*="way=number"]')
    await page.send({ number })
    return { person, code: hosted.world.phones.code(number) }
  }

  /** The page of a link to a recovery, which somebody who has an app asked for. */
  const recoveryLink = async (page: Walker): Promise<Person> => {
    const person = await answered(page)
    await page.send({}, 'a[href*="/signin/recover"]')
    await page.send({ email: person.email })
    await page.open(await recoveryMail(hosted, person, 'start'))
    return person
  }
  const recovering = async (page: Walker): Promise<Person> => {
    const person = await recoveryLink(page)
    await page.send({})
    return person
  }
  /** As if an administrator had confirmed it: the waiting time is over after so many hours. */
  const confirmed = async (page: Walker, hours: number): Promise<Person> => {
    const person = await recovering(page)
    const sql = `update recoveries r
      set proofs = '{email,administrator}', ready_at = started_at + make_interval(hours => $2::integer)
      from users u where u.id = r.user_id and u.email = $1 and r.ended_at is null`
    await hosted.world.store.db.query({ sql, params: [person.email, hours] })
    await open(page, 'signin/recovery')
    return person
  }

  const settings = [
    { name: 'emailSignIn', valueString: 'Patient' },
    { name: 'rememberBrowserDays', valueInteger: 30 },
    { name: 'allowedMfaMethods', valueString: 'totp, sms' },
    { name: 'smsCountries', valueString: 'DE' },
    { name: 'smsSignIn', valueString: 'Patient' },
  ]
  await hosted.set(...settings)
  /** What is met while the clinic gives patients codes. */
  const withCodes = async (go: () => Promise<unknown>): Promise<void> => {
    await hosted.set(...settings, { name: 'activationCodes', valueBoolean: true })
    await go()
    await hosted.set(...settings)
  }
  /** What is met while the clinic has terms. */
  const withTerms = async (go: () => Promise<unknown>): Promise<void> => {
    const at = (page: string): string => `https://clinic.example/${page}`
    await hosted.set(
      ...settings,
      { name: 'termsVersion', valueString: '2026-11' },
      { name: 'termsUrl', valueString: at('terms') },
      { name: 'privacyUrl', valueString: at('privacy') },
    )
    await go()
    await hosted.set(...settings)
  }
  let mailed = 0
  /** The page for the code of an e-mail that is sent to somebody, or to nobody. */
  const byMail = async (page: Walker, email = `nobody-${(mailed += 1)}@example.org`): Promise<void> => {
    await page.open(authorize(firstParty, { prompt: 'login' }))
    await page.send({ email }, 'button[name=by]')
  }
  const linkToSignIn = async (page: Walker): Promise<string> => {
    const { email } = await hosted.member('Patient')
    await byMail(page, email)
    return hosted.mailed(email).then(({ link }) => new URL(link, hosted.issuer).href)
  }

  let moved = 0
  /** A page of the account of somebody who has just signed in. */
  const ownPage = async (page: Walker, name: string): Promise<Person> => {
    const person = await hosted.member('Patient')
    await signIn(page, firstParty, person)
    expectBack(page)
    await page.open(`${hosted.issuer}account/${name}`)
    return person
  }
  /** What machines asked for, as an owner sees it. */
  const askedChange = async (page: Walker): Promise<string> => {
    const id = await askChange(hosted)
    await signIn(page, firstParty, ADMINISTRATOR)
    expectBack(page)
    await page.open(`${hosted.issuer}account/changes`)
    return id
  }
  /** An e-mail that is sent a moment later. */
  const letter = async (email: string, subject: RegExp): Promise<string | undefined> => {
    for (let tries = 0; tries < 200; tries += 1) {
      const found = hosted.world.inbox.to(email).findLast((mail) => subject.test(mail.subject))
      if (found !== undefined) return found.text
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return undefined
  }

  const ways: Readonly<Record<string, readonly [heading: string, go: Way['go']]>> = {
    enroll: ['enroll.heading', async (page) => signIn(page, firstParty, await must())],
    'enroll-fault': [
      'enroll.heading',
      async (page) => {
        await signIn(page, firstParty, await must())
        await page.send({ code: '000000' })
      },
    ],
    number: [
      'number.heading',
      async (page) => {
        await signIn(page, firstParty, await must())
        await page.send({}, 'a[href*="way=number"]')
      },
    ],
    'number-fault': [
      'number.heading',
      async (page) => {
        await signIn(page, firstParty, await must())
        await page.send({}, 'a[href*="way=number"]')
        await page.send({ number: '110' })
      },
    ],
    'number-code': ['factor.heading', (page) => numberTyped(page)],
    'factor-text': [
      'factor.heading',
      async (page) => {
        const { person, code } = await numberTyped(page)
        await page.send({ code })
        await signIn(page, firstParty, person, { prompt: 'login' })
      },
    ],
    'my-number': [
      'factors.heading',
      async (page) => {
        const { code } = await numberTyped(page)
        await page.send({ code })
        await page.open(`${hosted.issuer}account/factors`)
      },
    ],
    'add-number': [
      'number.heading',
      async (page) => {
        await signIn(page, firstParty, member)
        await page.open(`${hosted.issuer}account/factors/number`)
      },
    ],
    'recovery-codes': ['recovery.heading', (page) => enroll(page)],
    factor: ['factor.heading', (page) => answered(page)],
    'factor-fault': [
      'factor.heading',
      async (page) => {
        await answered(page)
        await page.send({ code: '000000' })
      },
    ],
    'factor-recovery': [
      'factor.recovery.heading',
      async (page) => {
        await answered(page)
        await page.send({}, 'a[href*="way=recovery"]')
      },
    ],
    'factor-passkey': [
      'factor.passkey.heading',
      async (page) => {
        const person = await must()
        const sql = `insert into passkeys (id, user_id, credential_id, public_key, counter, transports,
            backup_eligible, backed_up, aaguid, name, created_at)
          select gen_random_uuid(), id, $2, 'AA', 0, '{internal}', true, true, gen_random_uuid(), 'Phone', now()
          from users where email = $1`
        await hosted.world.store.db.query({
          sql,
          params: [person.email, Buffer.from(person.email).toString('base64url')],
        })
        await signIn(page, firstParty, person)
      },
    ],
    'factor-of-account': [
      'factor.heading',
      async (page) => {
        await answered(page)
        await page.open(`${hosted.issuer}account`)
      },
    ],
    'my-factors': [
      'factors.heading',
      async (page) => {
        await enroll(page)
        await page.open(`${hosted.issuer}account/factors`)
      },
    ],
    'my-browsers': [
      'factors.heading',
      async (page) => {
        const { email } = await enroll(page)
        const sql = `insert into remembered_browsers (id, user_id, project, browser_hash, browser, system, created_at, expires_at)
          select gen_random_uuid(), id, project, 'x', 'Firefox', 'Linux', now(), now() + interval '30 days' from users
          where email = $1`
        await hosted.world.store.db.query({ sql, params: [email] })
        await page.open(`${hosted.issuer}account/factors`)
      },
    ],
    'no-factors': [
      'factors.heading',
      async (page) => {
        await signIn(page, firstParty, member)
        await page.open(`${hosted.issuer}account/factors`)
      },
    ],
    'add-factor': [
      'factors.add',
      async (page) => {
        await signIn(page, firstParty, member)
        await page.open(`${hosted.issuer}account/factors/add`)
      },
    ],
    'my-recovery-codes': [
      'recovery.heading',
      async (page) => {
        await enroll(page)
        await page.open(`${hosted.issuer}account/factors`)
        await page.send({}, 'button[value=codes]')
      },
    ],
    'new-password': [
      'weak.heading',
      async (page) => {
        const person = await hosted.member('Practitioner')
        const sql = 'update users set password_listed_at = now() where email = $1'
        await hosted.world.store.db.query({ sql, params: [person.email] })
        await signIn(page, firstParty, person)
        const text = hosted.world.inbox.to(person.email).at(-1)?.text ?? ''
        await page.send({ code: /\b\d{6}\b/.exec(text)?.[0] ?? '' })
      },
    ],
    'sign-in-phone': [
      'signin.phone.heading',
      async (page) => {
        await page.open(authorize(firstParty, { prompt: 'login' }))
        await page.send({}, 'button[value=phone]')
      },
    ],
    'text-code': [
      'factor.heading',
      async (page) => {
        await page.open(authorize(firstParty, { prompt: 'login' }))
        await page.send({}, 'button[value=phone]')
        await page.send({ number: `+49151${String((texted += 1) + 1_000)}6789` })
      },
    ],
    'mail-code': ['factor.heading', (page) => byMail(page)],
    'mail-code-fault': [
      'factor.heading',
      async (page) => {
        await byMail(page)
        await page.send({ code: '000000' })
      },
    ],
    'mail-over': [
      'bymail.over.heading',
      async (page) => {
        await byMail(page)
        for (let n = 0; n < 5; n += 1) await page.send({ code: '000000' })
      },
    ],
    'mail-link': ['signin.heading', async (page) => page.open(await linkToSignIn(page))],
    'mail-elsewhere': [
      'bymail.elsewhere.heading',
      async (page) => {
        const address = await linkToSignIn(page)
        await page.forget()
        await page.open(address)
      },
    ],
    'sign-in': ['signin.heading', (page) => open(page, authorize(firstParty))],
    'no-email': ['signin.heading', (page) => signIn(page, firstParty, { email: '', password: '' })],
    password: ['signin.password.heading', (page) => signIn(page, firstParty, { ...member, password: '' })],
    'wrong-password': [
      'signin.password.heading',
      (page) => signIn(page, firstParty, { email: 'nobody@example.org', password: 'a wrong password that is long' }),
    ],
    role: ['choose.heading', (page) => signIn(page, firstParty, both)],
    consent: ['consent.heading', (page) => signIn(page, thirdParty, member)],
    'consent-long': [
      'consent.heading',
      (page) => signIn(page, thirdParty, member, { scope: 'openid profile email offline_access' }),
    ],
    'consent-scopes': [
      'consent.heading',
      async (page) => {
        await signIn(page, thirdParty, clinician, { scope: SMART })
        await page.send({}, 'button[name=patient]')
      },
    ],
    patient: ['patient.heading', (page) => signIn(page, thirdParty, clinician, { scope: SMART })],
    'patient-unfound': [
      'patient.heading',
      async (page) => {
        await signIn(page, thirdParty, clinician, { scope: SMART })
        await page.send({ find: 'somebody else' }, 'form:has(#find) button')
      },
    ],
    'patient-none': ['patient.forbidden.heading', (page) => signIn(page, thirdParty, blind, { scope: SMART })],
    account: [
      'select.heading',
      async (page) => {
        await signIn(page, firstParty, member)
        expectBack(page)
        await page.open(authorize(firstParty, { prompt: 'select_account' }))
      },
    ],
    'no-record': ['flow.make_patient.heading', async (page) => signIn(page, firstParty, await confirm(page))],
    register: ['register.heading', (page) => open(page, authorize(firstParty, { prompt: 'create' }))],
    'register-fault': ['register.heading', (page) => register(page, { new: 'short' })],
    'register-mailed': ['address.mailed.heading', (page) => register(page)],
    'register-terms': [
      'register.heading',
      (page) => withTerms(() => open(page, authorize(firstParty, { prompt: 'create' }))),
    ],
    activation: [
      'activation.heading',
      async (page) => withCodes(async () => signIn(page, firstParty, await confirm(page))),
    ],
    'activation-fault': [
      'activation.heading',
      (page) =>
        withCodes(async () => {
          await signIn(page, firstParty, await confirm(page))
          await page.send({ code: '0000-0000-0000-0000' })
        }),
    ],
    'activation-how': ['activation.heading', (page) => open(page, 'account/activation/7K2M-9QXT-R4VB-3HWE')],
    'my-activation': ['activation.heading', (page) => ownPage(page, 'activation')],
    terms: ['terms.heading', (page) => withTerms(() => signIn(page, firstParty, member))],
    ended: ['flow.lost.heading', (page) => open(page, 'signin/00000000-0000-4000-8000-000000000000')],
    start: ['flow.start.heading', (page) => open(page, 'signin')],
    'unknown-app': ['request.unknown_client.heading', (page) => open(page, 'oauth2/authorize?client_id=x')],
    forgot: ['forgot.heading', (page) => open(page, 'signin/forgot')],
    'forgot-fault': ['forgot.heading', (page) => forgot(page, 'no address')],
    'forgot-sent': ['address.mailed.heading', (page) => forgot(page, 'nobody@example.org')],
    recover: ['recover.heading', (page) => open(page, 'signin/recover')],
    'recover-sent': [
      'recover.mailed.heading',
      async (page) => {
        await open(page, 'signin/recover')
        await page.send({ email: 'nobody@example.org' })
      },
    ],
    'recovery-start': ['recovery.start.heading', (page) => recoveryLink(page)],
    'recovery-stop': [
      'recovery.stop.heading',
      async (page) => page.open(await recoveryMail(hosted, await recovering(page), 'stop')),
    ],
    'recovery-proof': ['recovery.proof.heading', (page) => recovering(page)],
    'recovery-proof-fault': [
      'recovery.proof.heading',
      async (page) => {
        await recovering(page)
        await page.send({ code: '000000' })
      },
    ],
    'recovery-wait': ['recovery.wait.heading', (page) => confirmed(page, 24)],
    'recovery-password': ['recovery.password.heading', (page) => confirmed(page, 0)],
    'recovery-new': [
      'recovery.new.heading',
      async (page) => {
        const { password } = await confirmed(page, 0)
        await page.send({ password })
      },
    ],
    'recovery-done': [
      'recovery.done.heading',
      async (page) => {
        const { password } = await confirmed(page, 0)
        await page.send({ password })
        await page.send({ code: await codeOn(page) })
      },
    ],
    'recovery-none': ['recovery.none.heading', (page) => open(page, 'signin/recovery')],
    reset: [
      'link.reset.heading',
      async (page) => {
        const person = await hosted.member('Patient')
        await forgot(page, person.email)
        if (!page.at.url.includes('/signin/forgot/sent')) throw new Error(`At ${page.at.url}, and nothing was sent.`)
        await page.open(link(person.email))
      },
    ],
    invited: ['link.invite.heading', (page) => invite(page)],
    'short-password': ['link.invite.heading', (page) => invite(page, 'short')],
    'password-set': ['link.set.heading', (page) => invite(page, 'a quiet garden path')],
    verify: ['link.verify-email.heading', async (page) => open(page, link((await hosted.register()).email))],
    'verify-fault': ['link.verify-email.heading', (page) => confirm(page, 'not this one, but long enough')],
    verified: ['link.verified.heading', (page) => confirm(page)],
    'dead-link': ['link.dead.heading', (page) => open(page, 'auth/setpassword/a/b')],
    home: ['home.heading', (page) => open(page, '')],
    'home-of-project': ['home.heading', (page) => open(page, `projects/${hosted.clinic.project}/`)],
    'nothing-here': ['failure.missing.heading', (page) => open(page, 'no-such-page')],
    back: ['back.heading', (page) => signIn(page, firstParty, member, { response_mode: 'form_post' })],
    'account-sign-in': ['signin.heading', (page) => open(page, 'account')],
    'account-no-email': [
      'signin.heading',
      async (page) => {
        await open(page, 'account')
        await page.send({})
      },
    ],
    'account-wrong-password': [
      'signin.password.heading',
      async (page) => {
        await open(page, 'account')
        await page.send({ email: 'nobody@example.org' })
        await page.send({ password: 'a wrong password that is long' })
      },
    ],
    again: [
      'account.again.heading',
      async (page) => {
        await signIn(page, firstParty, member)
        expectBack(page)
        await hosted.travel(16 * 60_000)
        await page.open(`${hosted.issuer}account`)
        await page.send({}, '#end-0')
      },
    ],
    'my-password': [
      'account.password.change',
      async (page) => {
        await signIn(page, firstParty, member)
        expectBack(page)
        await page.open(`${hosted.issuer}account/password`)
      },
    ],
    'my-email': ['account.email.change', (page) => ownPage(page, 'email')],
    'my-email-code': [
      'account.email.change',
      async (page) => {
        await ownPage(page, 'email')
        await page.send({ email: 'new-address@example.org' })
      },
    ],
    'my-email-fault': [
      'account.email.change',
      async (page) => {
        await ownPage(page, 'email')
        await page.send({ email: 'no address' })
      },
    ],
    'undo-email': [
      'link.undoemail.heading',
      async (page) => {
        const person = await ownPage(page, 'email')
        const email = `moved-${(moved += 1)}@example.org`
        await page.send({ email })
        const code = async (): Promise<string> => /\b\d{6}\b/.exec((await letter(email, /confirms/)) ?? '')?.[0] ?? ''
        await page.send({ code: await code() })
        await page.open(/http\S+undoemail\S+/.exec((await letter(person.email, /was changed/)) ?? '')?.[0] ?? '')
      },
    ],
    'my-data': ['account.data', (page) => ownPage(page, 'data')],
    'my-data-due': [
      'account.data',
      async (page) => {
        const person = await ownPage(page, 'data')
        await page.send({}, 'button[value=delete]')
        await signIn(page, firstParty, person)
        await page.open(`${hosted.issuer}account/data`)
      },
    ],
    'machines-changes': ['account.changes', (page) => askedChange(page)],
    'machines-change': [
      'account.changes.question',
      async (page) => {
        await page.open(`${hosted.issuer}account/changes?change=${await askedChange(page)}`)
      },
    ],
    'mail-pow': [
      'signin.pow.heading',
      async (page) => {
        await hosted.set({ name: 'emailSignIn', valueString: 'Patient' }, { name: 'botCheck', valueString: 'pow' })
        await byMail(page)
        await hosted.set({ name: 'emailSignIn', valueString: 'Patient' })
      },
    ],
    'my-record': [
      'account.record',
      async (page) => {
        const person = await hosted.member('Patient')
        const { project, token } = hosted.clinic
        const at = `fhir/R4/Project/${project}`
        const { body } = await hosted.world.call(at, { token })
        const others = (body.setting ?? []).filter(({ name }: { name: string }) => name !== 'recordAccess')
        const setting = [...others, { name: 'recordAccess', valueString: 'names' }]
        await hosted.world.call(at, { method: 'PUT', json: { ...body, setting }, token })
        await hosted.world.call('fhir/R4/Patient?_count=50', { token })
        await signIn(page, firstParty, person)
        expectBack(page)
        await page.open(`${hosted.issuer}account/record`)
      },
    ],
    'my-account': [
      'account.heading',
      async (page) => {
        await signIn(page, firstParty, member)
        expectBack(page)
        await page.open(`${hosted.issuer}account`)
      },
    ],
    'sign-out': [
      'signout.confirm.heading',
      async (page) => {
        await signIn(page, firstParty, member)
        expectBack(page)
        await page.open(`${hosted.issuer}oauth2/logout`)
      },
    ],
    'signed-out': [
      'signout.done.heading',
      async (page) => {
        await signIn(page, firstParty, member)
        expectBack(page)
        await page.open(`${hosted.issuer}oauth2/logout`)
        await page.send({})
      },
    ],
    'nobody-to-sign-out': ['signout.nobody.heading', (page) => open(page, 'oauth2/logout')],
  }
  return Object.entries(ways).map(([name, [heading, go]]) => ({ name, heading, go }))
}

const PATIENTS = [
  ['Ada', 'Lovelace', '1815-12-10', '100-482'],
  ['Annabella', 'Lovelace', '1837-09-22', '100-517'],
  ['Byron', 'Lovelace-King', '1836-05-12', '100-633'],
]

/** Somebody who may look up patients, of whom there are a few. */
async function makeClinician(hosted: Hosted): Promise<Person> {
  const { world, clinic } = hosted
  const made = async (json: { readonly resourceType: string; readonly [name: string]: unknown }): Promise<string> =>
    (await world.call(`fhir/R4/${json.resourceType}`, { token: clinic.token, json })).body.id
  for (const [given, family, birthDate, value] of PATIENTS)
    await made({ resourceType: 'Patient', name: [{ given: [given], family }], birthDate, identifier: [{ value }] })
  const resource = [{ resourceType: 'Patient' }]
  const policy = await made({ resourceType: 'AccessPolicy', name: 'Clinician', resource })
  const person = { email: 'carol@example.org', password: 'a quiet garden path' }
  await hosted.invite(person.email, { accessPolicy: { reference: `AccessPolicy/${policy}` } })
  const { id, secret } = world.inbox.link(person.email)
  await world.call('auth/setpassword', { json: { id, secret, password: person.password } })
  return person
}

/** A link in the e-mails about a recovery, which are sent after the answer. */
async function recoveryMail({ world, issuer }: Hosted, { email }: Person, kind: 'start' | 'stop'): Promise<string> {
  const pattern = new RegExp(`/signin/recovery/${kind}/[^\\s]+`)
  for (let tries = 0; tries < 1_000; tries += 1) {
    const found = world.inbox.to(email).flatMap(({ text }) => pattern.exec(text) ?? [])
    const path = found.at(-1)
    if (path !== undefined) return new URL(path, issuer).href
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`no link to ${kind} a recovery was mailed to ${email}`)
}
