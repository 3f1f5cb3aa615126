import { accountWays } from './account-ways.ts'
import type { Callback } from './chromium.ts'
import { deviceWays } from './device-ways.ts'
import { factorWays } from './factor-ways.ts'
import type { Hosted } from './hosted.ts'
import { invitedAnew } from './invited-anew.ts'
import { recoveryMail, type Way, type WayBench, type Ways, wayBench } from './way-bench.ts'

export type { Way } from './way-bench.ts'

const SMART =
  'openid fhirUser offline_access launch/patient patient/Patient.rs patient/Observation.rs?category=laboratory ' +
  'user/Appointment.cud'

/** Every page that people see, and how one comes to it, in whatever language. */
export async function waysIn(hosted: Hosted, callback: Callback): Promise<readonly Way[]> {
  const bench = await wayBench(hosted, callback)
  const ways = { ...factorWays(bench), ...signInWays(bench), ...accountWays(bench), ...deviceWays(bench) }
  return Object.entries(ways).map(([name, [heading, go]]) => ({ name, heading, go }))
}

/** To the pages of signing in, of e-mails, and of getting an account back. */
function signInWays(bench: WayBench): Ways {
  const {
    hosted,
    firstParty,
    thirdParty,
    clinician,
    member,
    both,
    blind,
    authorize,
    open,
    signIn,
    expectBack,
    link,
    invite,
    confirm,
    forgot,
    register,
    codeOn,
    newNumber,
    recoveryLink,
    recovering,
    confirmed,
    withCodes,
    withTerms,
    byMail,
    linkToSignIn,
    ownPage,
  } = bench
  return {
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
        await page.send({ number: newNumber() })
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
    offer: ['offer.heading', async (page) => signIn(page, firstParty, await invitedAnew(hosted))],
    consent: ['consent.heading.identity', (page) => signIn(page, thirdParty, member)],
    'consent-long': [
      'consent.heading.identity',
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
          await page.send({ code: '0000-0000-0000-0000', birthdate: '1936-08-17' })
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
    'not-me': [
      'link.notme.heading',
      async (page) => open(page, link((await hosted.register()).email).replace(/auth\/\w+/, 'auth/notme')),
    ],
    'dead-link': ['link.dead.heading', (page) => open(page, 'auth/setpassword/a/b')],
    home: ['home.heading', (page) => open(page, '')],
    'home-of-project': ['home.heading', (page) => open(page, `projects/${hosted.clinic.project}/`)],
    'nothing-here': ['failure.missing.heading', (page) => open(page, 'no-such-page')],
    back: ['back.heading', (page) => signIn(page, firstParty, member, { response_mode: 'form_post' })],
  }
}
