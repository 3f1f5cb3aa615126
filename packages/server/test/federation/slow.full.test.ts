import { type HostileProvider, mischiefs, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Federated, signInWith, startFederated } from './external.ts'

let federated: Federated
const running: HostileProvider[] = []
beforeAll(async () => {
  federated = await startFederated()
  await federated.invite({ email: 'mallory@evil.example' })
})
afterAll(async () => {
  for (const provider of running) await provider.stop()
  await federated.world.close()
})

const start = async (): Promise<HostileProvider> => {
  const provider = await startHostileProvider({ redirectUris: [`${federated.world.baseUrl}auth/external`] })
  running.push(provider)
  return provider
}
const config = ({ endpoints }: HostileProvider): object => ({
  userInfoUrl: endpoints.userinfo,
  emailDomain: ['evil.example'],
  profileType: ['Practitioner'],
})
const slow = mischiefs({ clientId: 'damson-at-hostile', otherIssuer: '', email: '', subject: '' }).filter(
  ({ kind }) => kind === 'slow',
)

describe('a provider that takes its time', () => {
  test.each(slow.map((mischief) => [mischief.name, mischief]))(
    'holds up nobody else, and its own people no longer than five seconds: %s',
    async (_, { behavior }) => {
      const [hanging, honest] = [await start(), await start()]
      const [app, other] = [await federated.app(hanging, config(hanging)), await federated.app(honest, config(honest))]
      const before = await federated.written()
      hanging.misbehave(behavior)
      const began = performance.now()
      const held = signInWith(federated, federated.browser(), app, hanging, 'mallory')
      // Meanwhile the others: by another provider as far as to a page of it, and by Damson's own.
      const sent = await federated.browser().open(other.start().url)
      expect(new URL(sent.location).origin).toBe(new URL(honest.issuer).origin)
      expect((await federated.browser().open('/signin')).status).toBe(200)
      const othersAfter = performance.now() - began
      const { visit } = await held
      expect([visit.status, visit.heading]).toEqual([503, 'That way to sign in does not work now'])
      // It would never answer. Four seconds and a half are waited for; the rest is room for a machine that is busy.
      expect(performance.now() - began).toBeLessThan(15_000)
      expect(othersAfter).toBeLessThan(performance.now() - began)
      expect(await federated.written()).toBe(before)
    },
    30_000,
  )
})
