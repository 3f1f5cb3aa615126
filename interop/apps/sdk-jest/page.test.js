/** @jest-environment jsdom */
const { DamsonClient } = require('@damson/sdk')

test('a component test has a client, and sees what it would send', async () => {
  const sent = []
  const fetch = async (url, { body, method }) => {
    sent.push([method, url, ArrayBuffer.isView(body) ? [...body] : body])
    return {
      ok: true,
      status: 201,
      headers: new Headers({ 'content-type': 'application/json' }),
      text: async () => '{}',
    }
  }
  const client = new DamsonClient({ baseUrl: 'https://id.example.org/', accessToken: 'token', fetch })
  await client.createBinary({ data: new Uint8Array([1, 2]), contentType: 'application/pdf' })
  await client.createResource({ resourceType: 'Patient' })
  expect(sent).toEqual([
    ['POST', 'https://id.example.org/fhir/R4/Binary', [1, 2]],
    ['POST', 'https://id.example.org/fhir/R4/Patient', '{"resourceType":"Patient"}'],
  ])
})
