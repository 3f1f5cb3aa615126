/** Assertions in general: how one is sent, and how it is refused. rfc7523.ts has the contents of the JWT. */
import assert from 'node:assert/strict'
import { ASSERTION_TYPE, present, sign, signer } from '../assertion-flow.ts'
import { isError, isOk } from '../expect.ts'
import { basic, call } from '../http.ts'
import { rowsOf, type Suite } from '../requirement.ts'
import { JWT_BEARER_GRANT, withForge } from '../workload-flow.ts'

const { must, mustHere } = rowsOf('RFC 7521', 'rfc7521')
const NO_KEYS = 'its clients are set up with secrets'
const GRANT = { grant_type: 'client_credentials' }

export const rfc7521: Suite = {
  source: 'RFC 7521',
  file: 'rfc7521.ts',
  rows: [
    mustHere('4.1', 'assertion-grant', 'An assertion can be a grant.', 'it knows no workloads of other issuers', (at) =>
      withForge(at, async ({ grant, token }) => {
        isOk(await grant(await token()))
      }),
    ),
    mustHere(
      '4.1',
      'own-assertion',
      'An assertion that the client signed itself is not a grant.',
      NO_KEYS,
      async (at) => {
        const by = await signer(at)
        const form = { grant_type: JWT_BEARER_GRANT, client_id: by.id, assertion: await sign(at, by) }
        isError(await call(at.endpoint('token'), { form }), ['invalid_client', 'invalid_grant'], [400, 401])
      },
    ),
    mustHere('4.2', 'needs-type', 'An assertion without its type authenticates nobody.', NO_KEYS, async (at) => {
      const client_assertion = await sign(at, await signer(at))
      isError(
        await call(at.endpoint('token'), { form: { ...GRANT, client_assertion } }),
        ['invalid_client', 'invalid_request'],
        [400, 401],
      )
    }),
    must('4.2', 'needs-assertion', 'The type without an assertion authenticates nobody.', async (at) => {
      const form = { ...GRANT, client_assertion_type: ASSERTION_TYPE }
      isError(await call(at.endpoint('token'), { form }), ['invalid_client', 'invalid_request'], [400, 401])
    }),
    mustHere('4.2', 'one-assertion', 'Two assertions in one request are refused.', NO_KEYS, async (at) => {
      const by = await signer(at)
      const form = new URLSearchParams({ ...GRANT, client_assertion_type: ASSERTION_TYPE })
      for (const assertion of [await sign(at, by), await sign(at, by)]) form.append('client_assertion', assertion)
      isError(await call(at.endpoint('token'), { form: form.toString() }), 'invalid_request')
    }),
    mustHere(
      '4.2',
      'one-way',
      'A client that sends an assertion and a secret at once is refused.',
      NO_KEYS,
      async (at) => {
        const [by, other] = [await signer(at), await at.client('service')]
        const form = { ...GRANT, client_assertion_type: ASSERTION_TYPE, client_assertion: await sign(at, by) }
        const headers = basic(other.id, other.secret ?? '')
        isError(await call(at.endpoint('token'), { form, headers }), ['invalid_client', 'invalid_request'], [400, 401])
      },
    ),
    mustHere(
      '4.2',
      'client-id-optional',
      'A client may send its client_id beside the assertion.',
      NO_KEYS,
      async (at) => {
        const by = await signer(at)
        isOk(await present(at, await sign(at, by), { client_id: by.id }))
      },
    ),
    mustHere(
      '4.2.1',
      'invalid-client',
      'An invalid assertion is answered with invalid_client, in words that reveal no secret.',
      NO_KEYS,
      async (at) => {
        const assertion = await sign(at, await signer(at), { claims: { aud: 'https://other.example/' } })
        const answer = await present(at, assertion)
        isError(answer, 'invalid_client', [400, 401])
        assert.ok(!answer.text.includes(assertion.split('.')[2] ?? ''))
      },
    ),
    mustHere(
      '5.2',
      'integrity',
      'An assertion that was changed after it was signed is refused.',
      NO_KEYS,
      async (at) => {
        const [by, victim] = [await signer(at), await signer(at)]
        const [head, , signature] = (await sign(at, by)).split('.')
        const [, claims] = (await sign(at, victim)).split('.')
        isError(await present(at, `${head}.${claims}.${signature}`), 'invalid_client', [400, 401])
      },
    ),
  ],
}
