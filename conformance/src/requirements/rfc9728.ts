/** Protected Resource Metadata. */
import assert from 'node:assert/strict'
import { isJson, strings } from '../expect.ts'
import { call } from '../http.ts'
import { rowsOf, type Suite } from '../requirement.ts'

const { mustHere, notApplicable } = rowsOf('RFC 9728', 'rfc9728')

const NO_API = 'it is no resource server'

/** The address of a resource's metadata: the well-known part comes before its path. */
function metadataOf(resource: string): string {
  const { origin, pathname } = new URL(resource)
  return `${origin}/.well-known/oauth-protected-resource${pathname}`
}

export const rfc9728: Suite = {
  source: 'RFC 9728',
  file: 'rfc9728.ts',
  rows: [
    mustHere(
      '3.1',
      'address',
      'The metadata are at the address that follows from the FHIR base.',
      NO_API,
      async (at) => {
        const answer = await call(metadataOf(at.fhirUrl))
        assert.equal(answer.status, 200)
        isJson(answer)
      },
    ),
    mustHere(
      '3.3',
      'resource',
      'The metadata name the resource from which their address was made.',
      NO_API,
      async (at) => {
        for (const resource of [at.fhirUrl, at.fhirUrl.slice(0, -1)])
          assert.equal((await call(metadataOf(resource))).json.resource, resource)
      },
    ),
    mustHere(
      '2',
      'issuer',
      "The resource's metadata name the issuer, and the issuer's metadata name the resource.",
      NO_API,
      async (at) => {
        const { json } = await call(metadataOf(at.fhirUrl))
        assert.deepEqual(json.authorization_servers, [at.issuer])
        assert.deepEqual(at.metadata.protected_resources, [at.fhirUrl])
      },
    ),
    mustHere(
      '2',
      'methods',
      'The metadata list the ways to send a token, and no other way works.',
      NO_API,
      async (at) => {
        assert.deepEqual((await call(metadataOf(at.fhirUrl))).json.bearer_methods_supported, ['header'])
        const { token } = await at.owner()
        assert.equal((await call(`${at.fhirUrl}Patient`, { bearer: token })).status, 200)
        assert.equal((await call(`${at.fhirUrl}Patient?access_token=${token}`)).status, 401)
      },
    ),
    mustHere('2', 'scopes', 'The scopes in the metadata are those of the issuer.', NO_API, async (at) => {
      const { json } = await call(metadataOf(at.fhirUrl))
      assert.deepEqual(strings(json.scopes_supported), strings(at.metadata.scopes_supported))
    }),
    mustHere('5.1', 'challenge', 'A 401 of the API has the address of the metadata.', NO_API, async (at) => {
      for (const headers of [{}, { Authorization: 'Bearer nonsense' }]) {
        const answer = await call(`${at.fhirUrl}Patient`, { headers })
        assert.equal(answer.status, 401)
        assert.ok(
          (answer.headers.get('www-authenticate') ?? '').includes(`resource_metadata="${metadataOf(at.fhirUrl)}"`),
        )
      }
    }),
    mustHere('3.1', 'any-origin', "Scripts of any origin may read the resource's metadata.", NO_API, async (at) => {
      const { headers } = await call(metadataOf(at.fhirUrl), { headers: { Origin: 'https://app.example' } })
      assert.ok(['*', 'https://app.example'].includes(headers.get('access-control-allow-origin') ?? ''))
    }),
    notApplicable(
      '2.2',
      'signed',
      "The resource's metadata may be signed.",
      'an option that Damson leaves out: they come over TLS',
    ),
  ],
}
