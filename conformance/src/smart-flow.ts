/** The launches that rows of SMART App Launch consist of. */
import assert from 'node:assert/strict'
import { createBrowser, type Visit } from './browser.ts'
import { ask, type Callback, type Request, redeem, requestOf } from './flow.ts'
import { type Answer, call } from './http.ts'
import { CALLBACK, type Client, type Damson } from './server/server.ts'

type Changes = Readonly<Record<string, string | undefined>>

export const LAUNCH_URI = 'https://app.example/launch?from=ehr'

export const configuration = (at: Damson, path = 'fhir/R4/.well-known/smart-configuration'): Promise<Answer> =>
  call(at.url(path), { headers: { Accept: 'text/html', Origin: 'https://app.example' } })

export async function capabilities(at: Damson): Promise<readonly string[]> {
  return (await configuration(at)).json.capabilities as readonly string[]
}

export const fhir = (at: Damson, path: string, bearer: string, json?: object, method?: string): Promise<Answer> =>
  call(`${at.fhirUrl}${path}`, {
    bearer,
    ...(json !== undefined && { json }),
    ...(method !== undefined && { method }),
  })

/** Creates a resource as the owner, and returns its id. */
export async function made(at: Damson, resourceType: string, fields: object = {}): Promise<string> {
  const answer = await fhir(at, resourceType, (await at.owner()).token, { resourceType, ...fields })
  assert.equal(answer.status, 201, answer.text)
  return String(answer.json.id)
}

export const patientOf = (at: Damson): Promise<string> =>
  at.once('a patient', () => made(at, 'Patient', { name: [{ text: 'Ada' }] }))

/** An encounter of that patient. */
export const encounterOf = (at: Damson): Promise<string> =>
  at.once('an encounter', async () =>
    made(at, 'Encounter', {
      status: 'in-progress',
      class: { code: 'AMB' },
      subject: { reference: `Patient/${await patientOf(at)}` },
    }),
  )

/** A public app of the owner's own that an EHR may launch. */
export const launchable = (at: Damson): Promise<Client> =>
  at.once('a launchable app', () =>
    at.newClient({
      kind: 'app',
      tokenEndpointAuthMethod: 'none',
      redirectUris: [CALLBACK],
      launchUri: LAUNCH_URI,
      firstParty: true,
    }),
  )

/** Sends an authorization request, signs the owner in, chooses a patient if asked, and returns the redirect. */
export async function visitOf(at: Damson, request: Request): Promise<Visit> {
  const { email, password } = await at.owner()
  const browser = createBrowser()
  const form = await ask(at, request, browser)
  if (form.location.startsWith(request.redirectUri)) return form
  const follow = async (from: Visit): Promise<Visit> => {
    let visit = from
    while (visit.location.startsWith(at.issuer)) visit = await browser.open(visit.location)
    return visit
  }
  const visit = await follow(await browser.post(at.url('signin'), { request: form.hidden('request'), email, password }))
  const [, patient] = /name="patient" value="([^"]+)"/.exec(visit.text) ?? []
  const [, action] = /action="(\/signin\/[0-9a-f-]+)"/.exec(visit.text) ?? []
  return patient === undefined || action === undefined
    ? visit
    : follow(await browser.post(at.url(action.slice(1)), { patient }))
}

export async function callbackFor(at: Damson, request: Request): Promise<Callback> {
  const visit = await visitOf(at, request)
  const answer = new URL(visit.location || 'about:blank').searchParams
  const code = answer.get('code')
  assert.ok(code, `nobody was sent back with a code: ${visit.status} ${visit.location || visit.heading}`)
  return { ...request, visit, answer, code }
}

/** A standalone launch, including the token response. */
export async function launched(at: Damson, scope: string, by?: Client): Promise<Answer> {
  return redeem(at, await callbackFor(at, requestOf(by ?? (await launchable(at)), { scope })))
}

/** A person's token for these scopes. */
export async function token(at: Damson, scope: string): Promise<string> {
  return String((await launched(at, scope)).json.access_token)
}

/** Opens a launch as the owner, who plays the EHR. */
export async function openLaunch(at: Damson, fields: object, client?: Client): Promise<Answer> {
  const { id } = client ?? (await launchable(at))
  return fhir(at, `ClientApplication/${id}/$smart-launch`, (await at.owner()).token, fields)
}

export async function launchValue(at: Damson, fields: object, client?: Client): Promise<URL> {
  const answer = await openLaunch(at, fields, client)
  const [, url = ''] = /"valueUrl":"([^"]+)"/.exec(answer.text) ?? []
  assert.ok(URL.canParse(url), `no launch was opened: ${answer.status} ${answer.text}`)
  return new URL(url)
}

const EHR_SCOPE = 'openid fhirUser launch patient/*.rs'

/** The request of an app that an EHR launched. */
export async function launchRequest(at: Damson, fields: object, changes: Changes = {}): Promise<Request> {
  const url = await launchValue(at, fields)
  const [iss, launch] = ['iss', 'launch'].map((name) => url.searchParams.get(name) ?? '')
  return requestOf(await launchable(at), { scope: EHR_SCOPE, launch, aud: iss, ...changes })
}

/** A launch from an EHR, including the token response. */
export async function ehrLaunched(at: Damson, fields: object, changes: Changes = {}): Promise<Answer> {
  const answer = await redeem(at, await callbackFor(at, await launchRequest(at, fields, changes)))
  assert.equal(answer.status, 200, answer.text)
  return answer
}

/** A study of that patient. */
export const studyOf = (at: Damson): Promise<string> =>
  at.once('a study', async () =>
    made(at, 'ImagingStudy', { status: 'available', subject: { reference: `Patient/${await patientOf(at)}` } }),
  )

/** Everything that a launch can carry in addition to patient and encounter. */
export const contextOf = async (at: Damson) => ({
  fhirContext: [
    { reference: `ImagingStudy/${await studyOf(at)}` },
    { canonical: 'https://ehr.example/Questionnaire/intake' },
    {
      identifier: { system: 'urn:ehr', value: '7' },
      type: 'DiagnosticReport',
      role: 'https://ehr.example/roles/prior',
    },
  ],
  intent: 'reconcile-medications',
  need_patient_banner: false,
  smart_style_url: 'https://ehr.example/style.json',
  tenant: 'north-wing',
})

/** One launch that carries everything, for rows that only inspect it. */
export const fullLaunch = (at: Damson): Promise<Answer> =>
  at.once('a full launch', async () =>
    ehrLaunched(
      at,
      { encounter: await encounterOf(at), ...(await contextOf(at)) },
      { scope: 'openid fhirUser launch launch/encounter online_access patient/*.rs' },
    ),
  )

/** One standalone launch, for rows that only inspect it. */
export const someLaunch = (at: Damson): Promise<Answer> =>
  at.once('a standalone launch', async () => {
    await patientOf(at)
    return launched(at, 'openid fhirUser launch/patient offline_access patient/*.rs')
  })
