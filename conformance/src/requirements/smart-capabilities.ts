/** SMART App Launch 2.2: everything that the configuration lists exists. Ids are the statements' own. */
import assert from 'node:assert/strict'
import { asSigned } from '../assertion-flow.ts'
import { createBrowser } from '../browser.ts'
import { isOk, strings } from '../expect.ts'
import { granted, redeem, refresh, requestOf } from '../flow.ts'
import { call } from '../http.ts'
import { claimsOf } from '../jwt.ts'
import { rowsOf, type Suite } from '../requirement.ts'
import { CALLBACK, type Damson } from '../server/server.ts'
import {
  callbackFor,
  capabilities,
  configuration,
  ehrLaunched,
  encounterOf,
  fhir,
  fullLaunch,
  launchable,
  launched,
  patientOf,
  someLaunch,
  token,
} from '../smart-flow.ts'

const SOURCE = 'SMART App Launch 2.2'
const { mustHere, notApplicable } = rowsOf(SOURCE, 'smart')
const NO_SMART = 'it has no FHIR API and no SMART configuration'
const must = (id: string, name: string, says: string, check: (at: Damson) => unknown) =>
  mustHere(id, name, says, NO_SMART, check)

async function lists(at: Damson, ...names: readonly string[]): Promise<void> {
  const listed = await capabilities(at)
  for (const name of names) assert.ok(listed.includes(name), name)
}

const CLIENTS = ['client-public', 'client-confidential-symmetric']

const sets = [
  must('349', 'patient-ehr-set', 'The configuration lists what patients need for apps that a portal launches.', (at) =>
    lists(at, 'launch-ehr', ...CLIENTS, 'context-ehr-patient', 'permission-patient'),
  ),
  must('350', 'clinician-standalone-set', 'The configuration lists what clinicians need for standalone apps.', (at) =>
    lists(at, 'launch-standalone', ...CLIENTS, 'permission-user', 'permission-patient'),
  ),
  must(
    '351',
    'clinician-ehr-set',
    'The configuration lists what clinicians need for apps that an EHR launches.',
    (at) =>
      lists(
        at,
        'launch-ehr',
        ...CLIENTS,
        'context-ehr-patient',
        'context-ehr-encounter',
        'permission-user',
        'permission-patient',
      ),
  ),
]

const single = [
  must('353', 'launch-standalone', 'An app can launch by itself.', async (at) => {
    await lists(at, 'launch-standalone')
    isOk(await someLaunch(at))
  }),
  must('354', 'authorize-post', 'An app can send its authorization request by POST.', async (at) => {
    await lists(at, 'authorize-post')
    const { parameters } = requestOf(await launchable(at))
    const asked = await createBrowser().post(at.endpoint('authorization'), parameters.toString())
    assert.ok(asked.status < 400, `${asked.status} ${asked.heading}`)
  }),
  must('355', 'client-public', 'An app without a secret gets its tokens.', async (at) => {
    await lists(at, 'client-public')
    isOk(await someLaunch(at))
  }),
  must('356', 'client-confidential-symmetric', 'An app with a secret gets no tokens without it.', async (at) => {
    await lists(at, 'client-confidential-symmetric')
    const web = await at.client('web')
    isOk(await redeem(at, await callbackFor(at, requestOf(web))))
    const again = await callbackFor(at, requestOf(web))
    assert.equal((await redeem(at, { ...again, client: { ...web, secret: undefined } })).json.error, 'invalid_client')
  }),
  must('357', 'client-confidential-asymmetric', 'An app that signs gets its tokens by its signature.', async (at) => {
    await lists(at, 'client-confidential-asymmetric')
    const { client, fields } = await asSigned(at, { redirectUris: [CALLBACK], firstParty: true })
    const { code, redirectUri, verifier } = await callbackFor(at, requestOf(client))
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier }
    isOk(await call(at.endpoint('token'), { form: { ...form, ...(await fields()) } }))
  }),
  must('358', 'sso-openid-connect', 'The app learns who signed in.', async (at) => {
    await lists(at, 'sso-openid-connect')
    assert.ok(claimsOf(String((await someLaunch(at)).json.id_token)).sub)
  }),
  must('359', 'context-banner', 'The app learns whether to show a banner.', async (at) => {
    await lists(at, 'context-banner')
    assert.equal(typeof (await fullLaunch(at)).json.need_patient_banner, 'boolean')
  }),
  must('360', 'context-style', 'The app learns the address of the style.', async (at) => {
    await lists(at, 'context-style')
    assert.ok(URL.canParse(String((await fullLaunch(at)).json.smart_style_url)))
  }),
  must('361', 'context-ehr-patient', 'An app that an EHR launched learns the patient.', async (at) => {
    await lists(at, 'context-ehr-patient')
    const patient = await patientOf(at)
    const scope = 'openid launch launch/patient patient/*.rs'
    assert.equal((await ehrLaunched(at, { patient }, { scope })).json.patient, patient)
  }),
  must('362', 'context-ehr-encounter', 'An app that an EHR launched learns the encounter.', async (at) => {
    await lists(at, 'context-ehr-encounter')
    const encounter = await encounterOf(at)
    const scope = 'openid launch launch/encounter patient/*.rs'
    assert.equal((await ehrLaunched(at, { encounter }, { scope })).json.encounter, encounter)
  }),
  must('363', 'context-standalone-patient', 'A standalone app learns the patient.', async (at) => {
    await lists(at, 'context-standalone-patient')
    assert.equal(typeof (await launched(at, 'launch/patient')).json.patient, 'string')
  }),
  notApplicable(
    '364',
    'context-standalone-encounter',
    'A standalone app learns the encounter.',
    'The capability is not listed, and asking for it is refused.',
  ),
  must('365', 'permission-offline', 'An app continues while the person is away.', async (at) => {
    await lists(at, 'permission-offline')
    const { json } = await launched(at, 'openid offline_access')
    isOk(await refresh(at, await launchable(at), String(json.refresh_token)))
  }),
  must('366', 'permission-online', 'An app continues while the person is there.', async (at) => {
    await lists(at, 'permission-online')
    const { json } = await fullLaunch(at)
    const again = await refresh(at, await launchable(at), String(json.refresh_token))
    assert.equal(granted(again).scope, json.scope)
    assert.equal(again.json.encounter, json.encounter)
  }),
  must('367', 'permission-patient', 'Patient scopes are granted.', async (at) => {
    await lists(at, 'permission-patient')
    const { json } = await launched(at, 'openid patient/Observation.rs')
    assert.equal(json.scope, 'openid patient/Observation.rs')
    isOk(await fhir(at, 'Observation', String(json.access_token)))
  }),
  must('368', 'permission-user', 'User scopes are granted.', async (at) => {
    await lists(at, 'permission-user')
    isOk(await fhir(at, 'Appointment', await token(at, 'user/Appointment.rs')))
  }),
  notApplicable('371', 'app-state', 'Apps can store their state.', 'The capability is not listed.'),
]

const metadata = [
  must('373', 'configuration-conveys', 'The configuration conveys endpoints and capabilities.', async (at) => {
    const { json } = await configuration(at)
    assert.equal(json.authorization_endpoint, at.endpoint('authorization'))
    assert.ok(strings(json.capabilities).length > 0)
  }),
  must('377', 'configuration-type', 'The configuration has the type application/json.', async (at) => {
    for (const Accept of ['application/fhir+xml', 'text/html', '*/*']) {
      const url = at.url('fhir/R4/.well-known/smart-configuration')
      const { headers } = await call(url, { headers: { Accept } })
      assert.match(headers.get('content-type') ?? '', /^application\/json/)
    }
  }),
  must('380', 'configuration-document', 'The configuration is one JSON object.', async (at) => {
    assert.equal(typeof JSON.parse((await configuration(at)).text), 'object')
  }),
  must('382', 'configuration-keys', 'The configuration names the address of the keys, and it answers.', async (at) => {
    isOk(await call(String((await configuration(at)).json.jwks_uri)))
  }),
  must(
    '384',
    'configuration-grants',
    'The configuration lists the grant types of apps and of backend services.',
    async (at) => {
      const grants = strings((await configuration(at)).json.grant_types_supported)
      assert.ok(grants.includes('authorization_code') && grants.includes('client_credentials'))
    },
  ),
  must('385', 'configuration-token-endpoint', 'The configuration names the token endpoint.', async (at) => {
    assert.equal((await configuration(at)).json.token_endpoint, at.endpoint('token'))
  }),
  must('393', 'configuration-lists', 'The configuration lists capabilities as texts.', async (at) => {
    assert.ok((await capabilities(at)).every((one) => typeof one === 'string'))
  }),
]

export const smartCapabilities: Suite = {
  source: SOURCE,
  file: 'smart-capabilities.ts',
  rows: [...sets, ...single, ...metadata],
}
