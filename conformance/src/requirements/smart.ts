/** SMART App Launch 2.2: what a server promises, standalone launch, resource scopes. Ids are the statements' own. */
import assert from 'node:assert/strict'
import { isError, isSentBack } from '../expect.ts'
import { ask, granted, introspect, refresh, requestOf, serviceAnswer, tokens } from '../flow.ts'
import { rowsOf, type Suite } from '../requirement.ts'
import type { Damson } from '../server/server.ts'
import { configuration, fhir, launched, patientOf, token } from '../smart-flow.ts'

const SOURCE = 'SMART App Launch 2.2'
const { mustHere } = rowsOf(SOURCE, 'smart')
const NO_SMART = 'it has no FHIR API and no SMART configuration'

const must = (id: string, name: string, says: string, check: (at: Damson) => Promise<void>) =>
  mustHere(id, name, says, NO_SMART, check)

const configured = [
  must('372', 'configuration-below-base', 'The configuration is below the FHIR base.', async (at) => {
    assert.equal((await configuration(at)).status, 200)
    assert.deepEqual((await configuration(at)).json, (await configuration(at, '.well-known/smart-configuration')).json)
  }),
  must('374', 'configuration-json', 'The configuration is JSON, whatever the request accepts.', async (at) => {
    const { headers } = await configuration(at)
    assert.match(headers.get('content-type') ?? '', /^application\/json/)
  }),
  must('378', 'configuration-absolute', 'The addresses in the configuration are absolute.', async (at) => {
    const { json } = await configuration(at)
    for (const [name, value] of Object.entries(json))
      if (/_(?:endpoint|uri)$/.test(name)) assert.ok(URL.canParse(String(value)), name)
  }),
  must('16', 'configuration-cors', 'A page of any origin may read the configuration.', async (at) => {
    const { headers } = await configuration(at)
    assert.equal(headers.get('access-control-allow-origin'), '*')
  }),
  must('381', 'configuration-issuer', 'The configuration names the issuer and its keys.', async (at) => {
    const { json } = await configuration(at)
    assert.equal(json.issuer, at.issuer)
    assert.equal(json.jwks_uri, at.metadata.jwks_uri)
  }),
  must('383', 'configuration-endpoints', 'The configuration names the endpoints and the grant types.', async (at) => {
    const { json } = await configuration(at)
    assert.equal(json.authorization_endpoint, at.endpoint('authorization'))
    assert.equal(json.token_endpoint, at.endpoint('token'))
    assert.ok((json.grant_types_supported as readonly string[]).includes('authorization_code'))
  }),
  must('394', 'configuration-pkce', 'The configuration lists S256, and not plain.', async (at) => {
    assert.deepEqual((await configuration(at)).json.code_challenge_methods_supported, ['S256'])
  }),
  must(
    '348',
    'configuration-capabilities',
    'The configuration lists what patients need for standalone apps.',
    async (at) => {
      const capabilities = (await configuration(at)).json.capabilities as readonly string[]
      for (const one of ['launch-standalone', 'client-public', 'context-standalone-patient', 'permission-patient'])
        assert.ok(capabilities.includes(one), one)
    },
  ),
]

const scoped = [
  must('119', 'policy-stands', 'A scope adds nothing to what the person may do.', async (at) => {
    const bearer = await token(at, 'openid user/*.cruds user/AuditEvent.rs')
    assert.equal((await fhir(at, 'AuditEvent', bearer)).status, 403)
  }),
  must('140', 'user-scope', 'A user scope lets the app do what the scope says, and nothing else.', async (at) => {
    const id = await patientOf(at)
    const bearer = await token(at, 'user/Patient.r')
    assert.equal((await fhir(at, `Patient/${id}`, bearer)).status, 200)
    assert.equal((await fhir(at, 'Patient', bearer)).status, 403)
    assert.equal((await fhir(at, 'Patient', bearer, { resourceType: 'Patient' })).status, 403)
    assert.equal((await fhir(at, 'Observation', bearer)).status, 403)
  }),
  must('370', 'granular', 'A condition in a scope limits reads and searches.', async (at) => {
    const id = await patientOf(at)
    const bearer = await token(at, 'user/Patient.rs?active=true')
    assert.equal((await fhir(at, `Patient/${id}`, bearer)).status, 404)
    const { json } = await fhir(at, 'Patient', bearer)
    assert.ok(!JSON.stringify(json).includes(id))
  }),
  must('369', 'version-1', 'Scopes of version 1 are granted as their equivalents.', async (at) => {
    const { scope } = granted(await launched(at, 'openid user/Patient.read'))
    assert.equal(scope, 'openid user/Patient.rs')
  }),
  must('130', 'batch', 'Each entry of a batch is checked by itself.', async (at) => {
    const id = await patientOf(at)
    const entry = [`Patient/${id}`, 'Observation'].map((url) => ({ request: { method: 'GET', url } }))
    const bundle = { resourceType: 'Bundle', type: 'batch', entry }
    const { json } = await fhir(at, '', await token(at, 'user/Patient.r'), bundle)
    const answered = json.entry as readonly { readonly response: { readonly status: string } }[]
    assert.deepEqual(
      answered.map(({ response }) => response.status.slice(0, 3)),
      ['200', '403'],
    )
  }),
  must('78', 'scope-told', 'The token response names the granted scope.', async (at) => {
    const { json } = await launched(at, 'openid user/Patient.rs')
    assert.equal(json.scope, 'openid user/Patient.rs')
  }),
  must('142', 'system-scope', 'A system scope is for machines.', async (at) => {
    const answer = await serviceAnswer(at, { scope: 'system/Patient.rs' })
    assert.equal(granted(answer).scope, 'system/Patient.rs')
    assert.equal((await fhir(at, 'Patient', granted(answer).access)).status, 200)
    assert.equal((await fhir(at, 'Observation', granted(answer).access)).status, 403)
  }),
  must('241', 'system-scope-machines-alone', 'Machines get no user scope, and people no system scope.', async (at) => {
    for (const scope of ['user/Patient.rs', 'patient/Patient.rs', 'launch/patient'])
      isError(await serviceAnswer(at, { scope }), 'invalid_scope')
    const request = requestOf(await at.client('app'), { scope: 'system/Patient.rs' })
    isSentBack(await ask(at, request), request.redirectUri, 'invalid_scope')
  }),
  must('81', 'refresh-subset', 'A refresh gives the same scope or a part of it.', async (at) => {
    const { client, refresh: first } = await tokens(at, await at.client('app'), {
      scope: 'openid offline_access',
    })
    isError(await refresh(at, client, first, { scope: 'openid user/Patient.rs' }), 'invalid_scope')
    assert.equal(granted(await refresh(at, client, first, { scope: 'openid' })).scope, 'openid')
  }),
]

const contextual = [
  must('164', 'patient-in-context', 'With a patient scope there is a patient.', async (at) => {
    await patientOf(at)
    const { json } = await launched(at, 'openid patient/Patient.rs')
    assert.ok(typeof json.patient === 'string')
  }),
  must('170', 'patient-alone', 'A patient scope covers only the patient in context.', async (at) => {
    const other = await patientOf(at)
    const { json } = await launched(at, 'openid launch/patient patient/Patient.rs')
    const made = await fhir(at, 'Patient', (await at.owner()).token, { resourceType: 'Patient' })
    const bearer = String(json.access_token)
    assert.equal((await fhir(at, `Patient/${String(json.patient)}`, bearer)).status, 200)
    for (const id of [String(made.json.id), other].filter((one) => one !== json.patient))
      assert.equal((await fhir(at, `Patient/${id}`, bearer)).status, 404)
  }),
  must('169', 'context-introspected', 'Introspection returns the patient too.', async (at) => {
    await patientOf(at)
    const { json } = await launched(at, 'openid launch/patient')
    const told = await introspect(at, String(json.access_token))
    assert.ok(typeof json.patient === 'string')
    assert.equal(told.json.patient, json.patient)
  }),
]

export const smart: Suite = {
  source: SOURCE,
  file: 'smart.ts',
  rows: [...configured, ...scoped, ...contextual],
}
