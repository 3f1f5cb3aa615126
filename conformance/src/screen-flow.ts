/** Screens on which people sign in by a code, and the person who types it. */
import { type Browser, createBrowser, type Visit } from './browser.ts'
import { DEVICE_GRANT } from './device-flow.ts'
import { type Answer, basic, call } from './http.ts'
import type { Client, Damson, Owner, Person } from './server/server.ts'

export const SCREEN_SCOPE = 'openid fhirUser'

type Fields = Readonly<Record<string, string>>

export interface ScreenClinic {
  readonly owner: Owner
  readonly client: Client
  ask(fields?: Fields): Promise<Answer>
  poll(code: string, fields?: Fields): Promise<Answer>
}

/** A project in which people sign in on screens. */
export function screenClinic(at: Damson): Promise<ScreenClinic> {
  return at.once('clinic with screens', async () => {
    const owner = await at.newOwner()
    const { project, token: bearer } = owner
    const path = `fhir/R4/Project/${project}`
    const { json } = await at.api(path, { bearer })
    const setting = [
      ...(Array.isArray(json['setting']) ? json['setting'] : []),
      { name: 'deviceSignIn', valueBoolean: true },
    ]
    const set = await at.api(path, { method: 'PUT', json: { ...json, setting }, bearer })
    if (set.status !== 200) throw new Error(`sign-ins on screens could not be switched on: ${set.text}`)
    const client = await screenClient(at, owner)
    return { owner, client, ...asking(at, client) }
  })
}

export function screenClient(at: Damson, owner: Owner, fields: object = {}): Promise<Client> {
  const usual = { name: 'Television', kind: 'app', tokenEndpointAuthMethod: 'none' }
  return at.newClient({ ...usual, deviceSignIn: true, firstParty: false, grantType: [DEVICE_GRANT], ...fields }, owner)
}

export function asking(at: Damson, { id, secret }: Client): Pick<ScreenClinic, 'ask' | 'poll'> {
  const headers = secret === undefined ? {} : basic(id, secret)
  const own = secret === undefined ? { client_id: id } : {}
  return {
    ask: (fields = {}) =>
      call(at.endpoint('device_authorization'), { headers, form: { scope: SCREEN_SCOPE, ...own, ...fields } }),
    poll: (device_code, fields = {}) =>
      call(at.endpoint('token'), { headers, form: { grant_type: DEVICE_GRANT, device_code, ...own, ...fields } }),
  }
}

/** Types a code. */
export const typeScreenCode = (at: Damson, browser: Browser, code: string): Promise<Visit> =>
  browser.post(at.url('code'), { do: 'check', code })

/** Presses a button on the page with what the code asks for. */
export const pressOnScreen = (at: Damson, browser: Browser, page: Visit, what: string): Promise<Visit> =>
  browser.post(at.url('code'), { form: page.hidden('form'), code: page.hidden('code'), do: what })

/** Types a code, goes on and signs in: the page that comes after the password. */
export async function signInOnScreen(
  at: Damson,
  code: string,
  { email, password }: Pick<Person, 'email' | 'password'>,
  browser = createBrowser(),
): Promise<{ readonly browser: Browser; readonly page: Visit }> {
  const form = await follow(
    at,
    browser,
    await pressOnScreen(at, browser, await typeScreenCode(at, browser, code), 'go'),
  )
  const begun = await browser.post(at.url('signin'), { request: form.hidden('request'), email, password })
  return { browser, page: await follow(at, browser, begun) }
}

export async function answerOnScreen(at: Damson, browser: Browser, page: Visit, decision: string): Promise<Visit> {
  return follow(at, browser, await browser.post(page.url, { decision }))
}

async function follow(at: Damson, browser: Browser, from: Visit): Promise<Visit> {
  let visit = from
  while (visit.location.startsWith(at.issuer)) visit = await browser.open(visit.location)
  return visit
}
