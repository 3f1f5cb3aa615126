/** Initiating User Registration via OpenID Connect 1.0. */
import assert from 'node:assert/strict'
import { type Browser, createBrowser, type Visit } from '../browser.ts'
import { isOk, isSentBack } from '../expect.ts'
import { ask, granted, type Request, redeem, requestOf } from '../flow.ts'
import { claimsOf } from '../jwt.ts'
import { rowsOf, type Suite } from '../requirement.ts'
import { eventually } from '../second-factor-flow.ts'
import { newPerson } from '../server/damson.ts'
import type { Client, Damson } from '../server/server.ts'

const { mustHere } = rowsOf('Initiating User Registration', 'prompt-create')
const NO_PAGES = 'it creates no accounts'
const APP = {
  name: 'My Health',
  kind: 'app',
  tokenEndpointAuthMethod: 'none',
  redirectUris: ['https://app.example/callback'],
} as const

/** An app of a project whose patients create their accounts themselves. */
function openApp(at: Damson): Promise<Client> {
  return at.once('app of a project that is open to patients', async () => {
    const owner = await at.newOwner()
    const path = `fhir/R4/Project/${owner.project}`
    const { json } = await at.api(path, { bearer: owner.token })
    const policies = json.defaultAccessPolicies as readonly { profileType: string; accessPolicy: object }[]
    const patients = policies.find(({ profileType }) => profileType === 'Patient')?.accessPolicy
    const open = { ...json, defaultPatientAccessPolicy: patients }
    isOk(await at.api(path, { method: 'PUT', json: open, bearer: owner.token }))
    const { id } = await at.newClient(APP, owner)
    return { id, secret: undefined, redirectUri: APP.redirectUris[0] }
  })
}

interface Begun {
  readonly browser: Browser
  readonly request: Request
  readonly page: Visit
}

async function begin(at: Damson, browser = createBrowser(), prompt = 'create'): Promise<Begun> {
  const request = requestOf(await openApp(at), { prompt, max_age: '3600' })
  return { browser, request, page: await ask(at, request, browser) }
}

/** Creates an account, and goes on to the app. */
async function created(at: Damson, { browser, page }: Begun): Promise<Visit> {
  const { email, password } = newPerson()
  const fields = { request: page.hidden('request'), first: 'Ada', last: 'Lovelace', email, new: password }
  const onward = async (sent: Visit): Promise<Visit> => {
    let visit = sent
    while (visit.location.startsWith(at.issuer)) visit = await browser.open(visit.location)
    return visit
  }
  const visit = await onward(await browser.post(at.url('signin/register'), fields))
  // On a developer's own machine no address has to be confirmed.
  if (visit.location !== '') return visit
  assert.ok(await eventually(async () => (await at.mailsTo(email)).length > 0), `no e-mail came: ${visit.heading}`)
  const link = (await at.mailsTo(email)).at(-1)?.link
  return onward(await browser.post(at.url(`auth/verifyemail/${link?.id}/${link?.secret}`), { password }))
}

/** The page has a field for a new password, and none for one that there is. */
function createsAccount({ text }: Visit): void {
  assert.match(text, /autocomplete="new-password"/)
  assert.doesNotMatch(text, /autocomplete="current-password"/)
}

export const promptCreate: Suite = {
  source: 'Initiating User Registration',
  file: 'prompt-create.ts',
  rows: [
    mustHere('4', 'shown', 'With prompt=create, the person is shown how to create an account.', NO_PAGES, async (at) =>
      createsAccount((await begin(at)).page),
    ),
    mustHere(
      '4',
      'code',
      'After the account is created, the app gets the tokens that it asked for.',
      NO_PAGES,
      async (at) => {
        const begun = await begin(at)
        const visit = await created(at, begun)
        const { request } = begun
        assert.ok(visit.location.startsWith(request.redirectUri), `${visit.status} ${visit.location || visit.heading}`)
        const answer = new URL(visit.location).searchParams
        assert.equal(answer.get('state'), request.state)
        const tokens = granted(await redeem(at, { ...request, visit, answer, code: answer.get('code') ?? '' }))
        assert.equal(claimsOf(tokens.id).nonce, request.parameters.get('nonce'))
      },
    ),
    mustHere(
      '4',
      'signed-in',
      'With prompt=create, a person who is signed in is not sent back: the app asked for a new account.',
      NO_PAGES,
      async (at) => {
        const begun = await begin(at)
        await created(at, begun)
        createsAccount((await begin(at, begun.browser)).page)
      },
    ),
    mustHere('4.1', 'alone', 'prompt=create beside another value is refused.', NO_PAGES, async (at) => {
      for (const prompt of ['create login', 'none create']) {
        const { page, request } = await begin(at, createBrowser(), prompt)
        isSentBack(page, request.redirectUri, 'invalid_request')
      }
    }),
    mustHere('4.2', 'announced', 'The metadata list create among the prompts.', NO_PAGES, (at) => {
      const { prompt_values_supported: prompts } = at.metadata
      assert.ok(Array.isArray(prompts) && prompts.includes('create'))
    }),
  ],
}
