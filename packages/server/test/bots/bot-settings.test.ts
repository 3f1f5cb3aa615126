/** What a Bot may say about where it calls, and who calls it: what would give nothing is refused when it is written. */
import { type Answer, type Owner, startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const FINGERPRINT = 'ab:'.repeat(31).concat('CD')

describe('the settings of a Bot', () => {
  let world: World
  let owner: Owner
  beforeAll(async () => {
    world = await startWorld({ shared: true })
    owner = await world.actors.owner()
  })
  afterAll(() => world.close())

  const made = (fields: object): Promise<Answer> =>
    world.call('fhir/R4/Bot', { json: { resourceType: 'Bot', name: 'Reports', ...fields }, token: owner.token })
  const reasonOf = ({ body }: Answer): unknown => body.issue?.[0]?.details.coding?.[0]?.code

  test.each(['api.example.com', 'api.example.com:8443', '10.20.0.5', '[2001:db8::1]:8443', 'xn--bcher-kva.example'])(
    'take the host %s',
    async (host) => {
      const { status, body } = await made({ allowedHost: [host] })
      expect([status, body.allowedHost]).toEqual([201, [host]])
    },
  )

  test.each([
    '*',
    '*.example.com',
    'https://api.example.com',
    'api.example.com/',
    'api.example.com:443',
    'API.example.com',
    'user@api.example.com',
    '0x7f.1',
    'api example.com',
    '',
  ])('refuse the host %j', async (host) => {
    const answer = await made({ allowedHost: ['api.example.com', host] })
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body.issue)).toContain('Bot.allowedHost[1]')
  })

  test.each([
    { publicWebhook: true, webhook: { verification: 'hmac', secretName: ['NEW', 'OLD'] } },
    { publicWebhook: true, webhook: { verification: 'none' } },
    { webhook: { verification: 'mtls-header', certificate: [FINGERPRINT, FINGERPRINT.replaceAll(':', '')] } },
  ])('take %j', async (fields) => {
    const answer = await made(fields)
    expect([answer.status, answer.text]).toEqual([201, expect.stringContaining('verification')])
  })

  test('refuse a public webhook that does not say how its sender is known', async () => {
    const answer = await made({ publicWebhook: true })
    expect([answer.status, reasonOf(answer)]).toEqual([400, 'webhook_unverified'])
  })

  test.each([
    [{ webhook: { verification: 'hmac' } }, 'webhook_secret_missing'],
    [{ webhook: { verification: 'stripe', secretName: ['A', 'B', 'C'] } }, 'webhook_secret_missing'],
    [{ webhook: { verification: 'none', secretName: ['A'] } }, 'webhook_secret_unused'],
    [{ webhook: { verification: 'mtls-header' } }, 'webhook_certificate'],
    [{ webhook: { verification: 'github', secretName: ['A'], certificate: [FINGERPRINT] } }, 'webhook_certificate'],
    [{ webhook: { verification: 'mtls-header', certificate: ['ab'] } }, 'malformed_fingerprint'],
  ])('refuse %j', async (fields, reason) => {
    const answer = await made(fields)
    expect([answer.status, reasonOf(answer)]).toEqual([400, reason])
  })
})
