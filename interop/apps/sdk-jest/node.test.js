const sdk = require('@damson/sdk')
const flow = require('./flow.cjs')

test('a server signs in, reads, and sends bytes', async () => {
  const told = await flow(sdk, process.env)
  expect(told).toEqual({
    patients: ['Lovelace'],
    sent: ['1,2,255,0'],
    refused: [true, 404, 'GET', 'string'],
    mistake: 'TypeError',
    asUser: 1,
  })
})

test('the client for identity providers is one of the same class', () => {
  const { DamsonClient } = require('@damson/sdk/external')
  expect(new DamsonClient({ baseUrl: 'https://id.example.org/' })).toBeInstanceOf(sdk.DamsonClient)
})
