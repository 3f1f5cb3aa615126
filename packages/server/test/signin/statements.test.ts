/** What a sign-in asks the store once the caches are warm: no question twice, and no more of them than these. */
import { type IdentityProvider, startIdentityProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, answerIn, type Federated, startFederated } from '../federation/external.ts'
import { begin, freshEmail, must } from '../identity/steps.ts'
import { createNotebook } from '../noted.ts'
import { type CookieBrowser, createCookieBrowser, type Visit } from './cookie-browser.ts'

const { noting, during } = createNotebook()

let federated: Federated
let okta: IdentityProvider
let app: App
let node: Awaited<ReturnType<Federated['world']['restarted']>>

beforeAll(async () => {
  federated = await startFederated()
  const { baseUrl } = federated.world
  okta = await startIdentityProvider('okta', { redirectUris: [`${baseUrl}auth/external`] })
  app = await federated.app(okta, { emailDomain: ['hospital.example'], profileType: ['Practitioner'] })
  node = await federated.world.restarted({ faulty: noting })
  // The first sign-in makes the key that seals the audit's personal fields, the second finds it committed.
  for (let n = 0; n < 2; n += 1) must((await signInByPassword()).answer)
})
afterAll(async () => {
  await okta.stop()
  await federated.world.close()
})

function signInByPassword() {
  const { email, password } = federated.owner
  return begin(node.call, { email, password, clientId: app.id })
}

const browserOfNode = (): CookieBrowser => createCookieBrowser(node.baseUrl, federated.world.baseUrl)

/** Every statement that a work asks, in a transaction or outside of one. */
async function statementsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  const { inTransactions, outside } = await during(work)
  return [...inTransactions.flat(), ...outside]
}

const repeated = (names: readonly string[]): readonly string[] => names.filter((name, at) => names.indexOf(name) !== at)

/** The page's password, up to the address that it leads to. */
async function sendPassword(browser: CookieBrowser): Promise<{ names: readonly string[]; next: string }> {
  const { email, password } = federated.owner
  const { url } = app.start({ response_type: 'code', prompt: 'login' })
  const page = await browser.open(url.replace('auth/external/start', 'oauth2/authorize'))
  const sent: Visit[] = []
  const names = await statementsOf(async () => {
    sent.push(await browser.post('/signin', { request: page.hidden('request'), email, password }))
  })
  return { names, next: sent[0]?.location ?? '' }
}

test('a password sign-in takes eight statements to its code on the API', async () => {
  const names = await statementsOf(async () => must((await signInByPassword()).answer))
  expect(names.length, names.join('\n')).toBeLessThanOrEqual(8)
  expect(repeated(names)).toEqual([])
})

test('a password sign-in takes fifteen on the page, and eight from the page to the code', async () => {
  const browser = browserOfNode()
  // In a browser where nobody is signed in, and in one where the same person is.
  for (let n = 0; n < 2; n += 1) {
    const { names, next } = await sendPassword(browser)
    expect(next).toMatch(/^\/signin\//)
    expect(names.length, names.join('\n')).toBeLessThanOrEqual(15)
    expect(repeated(names)).toEqual([])
    const more = await statementsOf(async () => expect(answerIn(await browser.open(next)).code).not.toBe(''))
    expect(more.length, more.join('\n')).toBeLessThanOrEqual(8)
    expect(repeated(more)).toEqual([])
  }
})

test('a provider’s callback takes thirty, also the first time, when the person is linked', async () => {
  await federated.invite({ email: 'ada@hospital.example' })
  for (let n = 0; n < 2; n += 1) {
    const browser = browserOfNode()
    const sent = await browser.open(app.start().url)
    const callback = (await okta.signIn(sent.location, 'ada')).replace(federated.world.baseUrl, '/')
    const names = await statementsOf(async () => expect(answerIn(await browser.open(callback)).code).not.toBe(''))
    expect(names.length, names.join('\n')).toBeLessThanOrEqual(30)
    // The audit is told of the link and of the sign-in, each in its transaction.
    expect(repeated(names).filter((name) => !name.startsWith('audit.'))).toEqual([])
  }
})

test('somebody unknown, and a wrong password, take as many as each other', async () => {
  const attempt = (email: string, password: string) =>
    statementsOf(async () =>
      expect((await begin(node.call, { email, password, clientId: app.id })).answer.status).toBe(400),
    )
  const { email } = federated.owner
  // The first of each makes the key that seals what the audit says of it.
  for (const one of [email, freshEmail()]) await attempt(one, 'a wrong password')
  const [known, unknown] = [await attempt(email, 'a wrong password'), await attempt(freshEmail(), 'a wrong password')]
  expect(unknown).toEqual(known)
})
