/** Resource Indicators. */
import assert from 'node:assert/strict'
import { isError, isSentBack } from '../expect.ts'
import { ask, askToken, granted, requestOf } from '../flow.ts'
import { rowsOf, type Suite } from '../requirement.ts'
import type { Damson } from '../server/server.ts'

const { mustHere, notApplicable } = rowsOf('RFC 8707', 'rfc8707')

const SETTINGS = 'it has resources only if some are configured'
const machine = { grant_type: 'client_credentials' }
const ELSEWHERE = 'https://elsewhere.example/fhir/R4/'

const askFor = async (at: Damson, resource: string) =>
  askToken(at, await at.client('service'), { ...machine, resource })

export const rfc8707: Suite = {
  source: 'RFC 8707',
  file: 'rfc8707.ts',
  rows: [
    mustHere('2.2', 'token', 'A token request may name the FHIR base as the resource.', SETTINGS, async (at) => {
      for (const resource of [at.fhirUrl, at.fhirUrl.slice(0, -1)]) granted(await askFor(at, resource))
    }),
    mustHere('2', 'token-elsewhere', 'A token for any other resource is invalid_target.', SETTINGS, async (at) => {
      for (const resource of [ELSEWHERE, at.issuer, `${at.fhirUrl}Patient`, 'nonsense'])
        isError(await askFor(at, resource), 'invalid_target')
    }),
    mustHere('2', 'fragment', 'A resource with a fragment is refused.', SETTINGS, async (at) => {
      isError(await askFor(at, `${at.fhirUrl}#part`), 'invalid_target')
    }),
    mustHere(
      '2.1',
      'authorize',
      'A request to the authorization endpoint may name the resource.',
      SETTINGS,
      async (at) => {
        const request = requestOf(await at.client('app'), { resource: at.fhirUrl })
        assert.equal((await ask(at, request)).status, 200)
      },
    ),
    mustHere(
      '2.1',
      'authorize-elsewhere',
      'An authorization request for another resource gets invalid_target.',
      SETTINGS,
      async (at) => {
        const request = requestOf(await at.client('app'), { resource: ELSEWHERE })
        isSentBack(await ask(at, request), request.redirectUri, 'invalid_target')
      },
    ),
    mustHere('2', 'several', 'Each of several resources is checked.', SETTINGS, async (at) => {
      const request = requestOf(await at.client('app'), { resource: at.fhirUrl })
      request.parameters.append('resource', at.fhirUrl.slice(0, -1))
      assert.equal((await ask(at, request)).status, 200)
      request.parameters.append('resource', ELSEWHERE)
      isSentBack(await ask(at, request), request.redirectUri, 'invalid_target')
    }),
    notApplicable(
      '2.2',
      'downscope',
      'A token request may ask for fewer resources than were granted.',
      'there is one resource at each issuer',
    ),
  ],
}
