import { accepted } from '@damson/fhir'
import { describe, expect, test } from 'vitest'
import type { Clock } from '#base/clock'
import type { AnswerLimits, Outbound } from '#base/outbound'
import { createIssuerTokens } from './issuer-tokens.ts'

describe('what an issuer publishes', () => {
  function network(answer: () => { readonly status: number; readonly cache?: string }) {
    const asked: (AnswerLimits | undefined)[] = []
    let now = new Date('2026-03-01T12:00:00Z')
    const get: Outbound['get'] = (_, limits) => {
      asked.push(limits)
      const { status, cache } = answer()
      const body = Buffer.from(JSON.stringify({ issuer: 'https://idp.example' }))
      // As slow as it may be.
      now = new Date(now.getTime() + 5_000)
      return Promise.resolve(accepted({ status, headers: { 'cache-control': cache }, body }))
    }
    const outbound: Pick<Outbound, 'get'> = { get }
    const { metadata } = createIssuerTokens(outbound as Outbound, { now: () => now } as Clock)
    const find = (project: string, discoveryUrl: string) =>
      metadata({ project, issuer: 'https://idp.example', discoveryUrl })
    return { find, asked, pass: (seconds: number) => (now = new Date(now.getTime() + seconds * 1000)) }
  }

  test('is not taken beyond 128 KiB', async () => {
    const { find, asked } = network(() => ({ status: 200 }))
    expect((await find('p', 'https://idp.example/metadata')).ok).toBe(true)
    expect(asked).toEqual([{ mostBytes: 131_072 }])
  })

  test.each([
    ['cannot be had', { status: 500 }],
    ['may not be kept', { status: 200, cache: 'no-store' }],
  ])('is not asked for by each request where it %s', async (_, answer) => {
    const { find, asked, pass } = network(() => answer)
    for (let times = 0; times < 3; times += 1) await find('p', 'https://idp.example/metadata')
    expect(asked).toHaveLength(1)
    pass(11)
    await find('p', 'https://idp.example/metadata')
    expect(asked).toHaveLength(2)
  })

  test('pushes out for one project nothing that is kept for another', async () => {
    const { find, asked } = network(() => ({ status: 200, cache: 'max-age=86400' }))
    await find('quiet', 'https://idp.example/metadata')
    for (let n = 0; n < 1_500; n += 1) await find('loud', `https://idp.example/metadata?n=${n}`)
    expect(asked).toHaveLength(1_501)
    await find('quiet', 'https://idp.example/metadata')
    await find('loud', 'https://idp.example/metadata?n=1499')
    expect(asked).toHaveLength(1_501)
    await find('loud', 'https://idp.example/metadata?n=0')
    expect(asked).toHaveLength(1_502)
  })
})
