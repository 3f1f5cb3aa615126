/** SMART App Launch 2.2: what scopes promise, launch context, identity. Ids are the statements' own. */
import assert from 'node:assert/strict'
import { isOk, isRefused, strings } from '../expect.ts'
import { granted, serviceAnswer } from '../flow.ts'
import { call } from '../http.ts'
import { claimsOf, headerOf } from '../jwt.ts'
import { rowsOf, type Suite } from '../requirement.ts'
import type { Damson } from '../server/server.ts'
import {
  contextOf,
  ehrLaunched,
  encounterOf,
  fhir,
  fullLaunch,
  launched,
  made,
  openLaunch,
  patientOf,
  someLaunch,
  studyOf,
  token,
} from '../smart-flow.ts'

const SOURCE = 'SMART App Launch 2.2'
const { mustHere, notApplicable } = rowsOf(SOURCE, 'smart')
const NO_SMART = 'it has no FHIR API and no SMART configuration'
const must = (id: string, name: string, says: string, check: (at: Damson) => unknown) =>
  mustHere(id, name, says, NO_SMART, check)

const patient = { resourceType: 'Patient', active: true }

const scopes = [
  must('123', 'update-alone', 'Updating needs u, and creating needs c: neither includes the other.', async (at) => {
    const [mayCreate, mayUpdate] = [await token(at, 'openid user/Patient.c'), await token(at, 'openid user/Patient.u')]
    const id = await made(at, 'Patient')
    const put = (bearer: string) => fhir(at, `Patient/${id}`, bearer, { ...patient, id }, 'PUT')
    assert.equal((await put(mayUpdate)).status, 200)
    assert.equal((await put(mayCreate)).status, 403)
    assert.equal((await fhir(at, 'Patient', mayCreate, patient)).status, 201)
    assert.equal((await fhir(at, 'Patient', mayUpdate, patient)).status, 403)
  }),
  must('136', 'patient-scope', 'A patient scope gives access to the data of one patient.', async (at) => {
    const { json } = await someLaunch(at)
    const other = await made(at, 'Patient')
    const bearer = String(json.access_token)
    isOk(await fhir(at, `Patient/${String(json.patient)}`, bearer))
    assert.equal((await fhir(at, `Patient/${other}`, bearer)).status, 404)
  }),
  must(
    '139',
    'linked-patient',
    'A link gives access to the linking record, and to no data about it, as the guide says.',
    async (at) => {
      const id = await patientOf(at)
      const linked = await made(at, 'Patient', { link: [{ other: { reference: `Patient/${id}` }, type: 'seealso' }] })
      const unlinked = await made(at, 'Patient')
      const code = { text: 'Glucose' }
      const about = { status: 'final', code, subject: { reference: `Patient/${linked}` } }
      const observation = await made(at, 'Observation', about)
      const bearer = String((await ehrLaunched(at, { patient: id })).json.access_token)
      isOk(await fhir(at, `Patient/${linked}`, bearer))
      for (const path of [`Observation/${observation}`, `Patient/${unlinked}`])
        assert.equal((await fhir(at, path, bearer)).status, 404)
    },
  ),
  must('144', 'wildcard', 'A wildcard covers every type.', async (at) => {
    const bearer = await token(at, 'openid user/*.rs')
    for (const type of ['Patient', 'Encounter', 'Observation']) isOk(await fhir(at, type, bearer))
    assert.equal((await fhir(at, 'Patient', bearer, patient)).status, 403)
  }),
  must('149', 'context-scope', 'The requested context comes with the token.', async (at) => {
    assert.equal(typeof (await launched(at, 'openid launch/patient')).json.patient, 'string')
  }),
]

const context = [
  must('168', 'all-context', 'The app gets all the context of the launch.', async (at) => {
    const { json } = await fullLaunch(at)
    for (const [name, value] of Object.entries(await contextOf(at))) assert.deepEqual(json[name], value, name)
  }),
  must('170', 'patient-told', 'The app gets the patient as an id.', async (at) => {
    assert.equal((await fullLaunch(at)).json.patient, await patientOf(at))
  }),
  must('171', 'encounter', 'The app gets the encounter as an id.', async (at) => {
    assert.equal((await fullLaunch(at)).json.encounter, await encounterOf(at))
  }),
  must('172', 'fhir-context', 'The app gets other resources in context as a list of objects.', async (at) => {
    assert.deepEqual((await fullLaunch(at)).json.fhirContext, (await contextOf(at)).fhirContext)
  }),
  must('173', 'banner', 'need_patient_banner is a boolean.', async (at) => {
    assert.equal((await fullLaunch(at)).json.need_patient_banner, false)
    assert.equal((await ehrLaunched(at, { patient: await patientOf(at) })).json.need_patient_banner, true)
  }),
  must('174', 'intent', 'The intent is a text.', async (at) => {
    assert.equal((await fullLaunch(at)).json.intent, (await contextOf(at)).intent)
  }),
  must('175', 'style', 'The app gets the address of the style, and the address answers.', async (at) => {
    assert.equal((await fullLaunch(at)).json.smart_style_url, (await contextOf(at)).smart_style_url)
    const { json } = await ehrLaunched(at, { patient: await patientOf(at) })
    const style = await call(String(json.smart_style_url), { headers: { Origin: 'https://app.example' } })
    isOk(style)
    assert.equal(style.headers.get('access-control-allow-origin'), '*')
  }),
  must('176', 'tenant', 'The launching organization is a text.', async (at) => {
    assert.equal((await fullLaunch(at)).json.tenant, (await contextOf(at)).tenant)
  }),
  must('177', 'no-patient-in-context', 'Patient and Encounter are not in fhirContext.', async (at) => {
    const reference = `Patient/${await patientOf(at)}`
    for (const item of [{ reference }, { reference: `Encounter/${await encounterOf(at)}`, role: 'launch' }])
      isRefused(await openLaunch(at, { fhirContext: [item] }))
    isOk(await openLaunch(at, { fhirContext: [{ reference, role: 'https://ehr.example/mother' }] }))
  }),
  must('178', 'context-refers', 'Each item of fhirContext refers to something.', async (at) => {
    isRefused(await openLaunch(at, { fhirContext: [{ type: 'ImagingStudy' }] }))
  }),
  must('188', 'context-roles', 'A role of fhirContext is "launch", or an absolute address.', async (at) => {
    const reference = `ImagingStudy/${await studyOf(at)}`
    isRefused(await openLaunch(at, { fhirContext: [{ reference, role: 'prior' }] }))
  }),
  notApplicable(
    '194',
    'intent-meaning',
    'App and EHR agree on what an intent means.',
    'It is a rule for the app and the EHR: the server passes the text on.',
  ),
]

const identity = [
  notApplicable(
    '197',
    'no-resource-no-fhir-user',
    'A user without a FHIR resource has no fhirUser.',
    'Every user has a FHIR resource: a membership has a profile.',
  ),
  must('198', 'fhir-user', 'fhirUser is a resource of one of the allowed types.', async (at) => {
    const { fhirUser } = claimsOf(String((await fullLaunch(at)).json.id_token))
    assert.match(String(fhirUser), /\/(?:Patient|Practitioner|PractitionerRole|RelatedPerson|Person)\/[^/]+$/)
  }),
  must('200', 'id-token', 'An id token comes with the access token.', async (at) => {
    assert.equal(typeof (await fullLaunch(at)).json.id_token, 'string')
    assert.equal((await launched(at, 'launch/patient')).json.id_token, undefined)
  }),
  must('205', 'code-flow', 'The identity comes by the authorization code flow.', async (at) => {
    assert.ok(strings(at.metadata.response_types_supported).includes('code'))
    assert.equal(claimsOf(String((await someLaunch(at)).json.id_token)).iss, at.issuer)
  }),
  must('207', 'bare-keys', 'Keys are published as bare JWK.', async (at) => {
    const { json } = await call(String(at.metadata.jwks_uri))
    for (const key of json.keys as readonly Record<string, unknown>[]) {
      assert.ok(key.kty && key.kid)
      for (const name of ['x5c', 'x5u', 'd', 'p', 'q']) assert.ok(!(name in key), name)
    }
  }),
  must('209', 'fhir-user-claim', 'The id token has fhirUser if the app asks for it.', async (at) => {
    const { json } = await someLaunch(at)
    const { fhirUser } = claimsOf(String(json.id_token))
    assert.ok(String(fhirUser).startsWith(at.fhirUrl))
    isOk(await fhir(at, String(fhirUser).slice(at.fhirUrl.length), (await at.owner()).token))
  }),
  must(
    '198',
    'fhir-user-read',
    'The app can read the granted fhirUser, and nothing else by that scope.',
    async (at) => {
      const { json } = await launched(at, 'openid fhirUser launch/patient patient/Observation.rs')
      const bearer = String(json.access_token)
      const place = String(claimsOf(String(json.id_token)).fhirUser).slice(at.fhirUrl.length)
      const [type = ''] = place.split('/')
      isOk(await fhir(at, place, bearer))
      for (const path of [type, `${place}/_history`, `${place}/_history/1`])
        assert.equal((await fhir(at, path, bearer)).status, 403, path)
      const without = String((await launched(at, 'openid launch/patient patient/Observation.rs')).json.access_token)
      assert.equal((await fhir(at, place, without)).status, 403)
    },
  ),
  must('210', 'rs256', 'Id tokens are signed with RS256.', async (at) => {
    assert.equal(headerOf(String((await someLaunch(at)).json.id_token)).alg, 'RS256')
  }),
  must('142', 'system-token', 'A system scope works without a person.', async (at) => {
    const answer = await serviceAnswer(at, { scope: 'system/Patient.rs' })
    assert.equal(claimsOf(granted(answer).access).sub, (await at.client('service')).id)
  }),
]

export const smartContext: Suite = {
  source: SOURCE,
  file: 'smart-context.ts',
  rows: [...scopes, ...context, ...identity],
}
