import { type Client, matchRedirectUri } from '#domain/clients'
import { type Brand, html, type Page, signInFields, topicPage, type Words } from '#pages'
import type { SignInPageDeps } from './dependencies.ts'
import { consentPageOf } from './steps/consent-page.ts'
import { provePage } from './steps/factor-pages.ts'
import { mailCodePage } from './steps/mail-pages.ts'
import { registerPage } from './steps/register-page.ts'
import { appName } from './steps/sign-in-page.ts'

type SamplePage = 'email' | 'password' | 'factor' | 'mail' | 'consent' | 'register' | 'error'

const NOBODY = '00000000-0000-0000-0000-000000000000'
const PERSON = { name: 'Ada Lovelace', email: 'ada@example.org' }
const APP = 'https://app.example.org/'
const SCOPE = 'openid profile patient/Observation.rs patient/MedicationRequest.rs patient/Observation.c'

/**
 * A page of a sign-in, of invented people and an app with this name: as its real code makes it, but for the first two, which
 * have the real fields alone.
 */
export function samplePage(
  say: Words,
  { tokenSettings, loginSettings }: Pick<SignInPageDeps, 'tokenSettings' | 'loginSettings'>,
  brand: Brand,
  page: SamplePage,
): Page {
  const client = appOf(brand)
  const redirectUri = matchRedirectUri(client, APP)
  if (redirectUri === undefined) throw new Error('the app of the samples has no redirect URI')
  const request = { client, redirectUri }
  const left = { seconds: loginSettings.pendingSeconds, mayBeMore: true }
  const flow = { ...request, address: '', restart: '', left, screenCode: undefined }
  switch (page) {
    case 'email':
    case 'password':
      return signInSample(say, brand, client, page)
    case 'factor': {
      const factor = {
        need: 'prove',
        methods: ['totp', 'email'],
        byPasskey: false,
        mayEnroll: false,
        lacksDevice: false,
      } as const
      const state = { factor, email: PERSON.email, login: { factors: ['password'] } }
      const asked = { way: 'app', number: undefined, fault: undefined, passkey: undefined } as const
      return provePage(say, brand, { ...flow, state }, asked)
    }
    case 'mail': {
      const mailed = { id: NOBODY, channel: 'email', email: PERSON.email } as const
      return mailCodePage(say, { brand, request, mailed, other: '', seconds: left.seconds }, undefined)
    }
    case 'consent': {
      const remembered = { consent: undefined, isEnough: false, isKept: true }
      const state = { remembered, login: { scope: SCOPE, limited: true } }
      const profile = { type: 'Patient', name: PERSON.name, relatedTo: undefined } as const
      const about = { self: true } as const
      const person = { profile, account: PERSON.email, about, longestSeconds: left.seconds }
      return consentPageOf(say, tokenSettings, brand, { ...flow, state }, person)
    }
    case 'register': {
      const typed = { first: '', last: '', email: undefined, fault: undefined, pow: undefined, terms: undefined }
      return registerPage(say, { brand: { ...brand, takesPatients: true }, request, sealed: '', again: '', ...typed })
    }
    case 'error':
      return { ...topicPage(say, 'link.dead'), brand }
  }
}

function signInSample(say: Words, brand: Brand, client: Client, step: 'email' | 'password'): Page {
  const heading = say.text(step === 'email' ? 'signin.heading' : 'signin.password.heading')
  const email = step === 'email' ? undefined : PERSON.email
  return {
    title: heading,
    brand,
    card: html`<h1>${heading}</h1>
<p class="lead">${say('signin.lead', { app: appName(say, client) })}</p>
<form>${signInFields(say, step, { email, fault: undefined })}</form>`,
  }
}

const appOf = ({ name }: Brand): Client => ({
  id: NOBODY,
  project: NOBODY,
  active: true,
  kind: 'app',
  authMethod: 'none',
  basicAllowed: false,
  firstParty: false,
  secrets: [],
  version: '0',
  resource: { resourceType: 'ClientApplication', name, redirectUris: [APP] },
})
