/** Issuer Identification in the authorization response. */
import assert from 'node:assert/strict'
import { isSentBack } from '../expect.ts'
import { ask, requestOf, signIn } from '../flow.ts'
import { rowsOf, type Suite } from '../requirement.ts'

const { must } = rowsOf('RFC 9207', 'rfc9207')

export const rfc9207: Suite = {
  source: 'RFC 9207',
  file: 'rfc9207.ts',
  rows: [
    must('2', 'iss-with-code', 'The answer with a code names the issuer.', async (at) => {
      const { answer } = await signIn(at, await at.client('app'))
      assert.deepEqual(answer.getAll('iss'), [at.issuer])
    }),
    must('2', 'iss-with-error', 'The answer with an error names the issuer too.', async (at) => {
      const request = requestOf(await at.client('app'), { response_type: 'everything' })
      const answer = isSentBack(await ask(at, request), request.redirectUri, 'unsupported_response_type')
      assert.deepEqual(answer.getAll('iss'), [at.issuer])
    }),
    must('3', 'iss-advertised', 'The metadata say that answers name the issuer.', (at) => {
      assert.equal(at.metadata.authorization_response_iss_parameter_supported, true)
    }),
    must('2', 'iss-beside-query', 'The issuer comes beside the query of a registered redirect URI.', async (at) => {
      const client = await at.client('app')
      const { answer } = await signIn(at, client, { redirect_uri: `${client.redirectUri}?tenant=7` })
      assert.deepEqual(answer.getAll('iss'), [at.issuer])
      assert.equal(answer.get('tenant'), '7')
    }),
  ],
}
