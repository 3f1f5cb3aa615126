/** Chosen passwords that are known from breaches: what is asked of whom, and what happens without an answer. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { must, register, verdict } from './steps.ts'

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex').toUpperCase()

/** Another password each time, so that no answer is one of before. */
let made = 0
const fresh = (): string => `a garden that has ${(made += 1)} paths`

describe('a chosen password', () => {
  let world: World
  let api: Server
  let asked: { readonly url: string; readonly headers: IncomingMessage['headers'] }[] = []
  let answer: (response: ServerResponse, url: string) => void = (response) => void response.end('')

  beforeAll(async () => {
    api = createServer((request, response) => {
      asked.push({ url: request.url ?? '', headers: request.headers })
      answer(response, request.url ?? '')
    })
    await new Promise<void>((done) => api.listen(0, '127.0.0.1', done))
    const rangeUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}/range/`
    world = await startWorld({ env: { DAMSON_PASSWORDS_BREACHED_RANGE_URL: rangeUrl } })
  })
  beforeEach(() => {
    asked = []
  })
  afterAll(async () => {
    await world.close()
    api.closeAllConnections()
    api.close()
  })

  const choose = async (password: string, node = world): Promise<Answer> =>
    (await register(node.call, { projectId: 'new', password })).answer
  /** Answers that a password occurred so many times, among others. */
  const tell = (password: string, times: number): void => {
    const suffix = sha1(password).slice(5)
    answer = (response) => void response.end(`${'0'.repeat(35)}:7\r\n${suffix}:${times}\r\n${'F'.repeat(35)}:0\r\n`)
  }

  test('is refused when the range API knows it, which learns five digits of forty and sends padding', async () => {
    const password = fresh()
    tell(password, 12)
    const refused = await choose(password)
    expect(verdict(refused)).toBe('400 unsuitable_password')
    expect(refused.text).toMatch(/known from a data breach/)
    expect(asked.map(({ url }) => url)).toEqual([`/range/${sha1(password).slice(0, 5)}`])
    expect(asked[0]?.headers).toMatchObject({ 'add-padding': 'true' })
    expect(JSON.stringify(asked)).not.toContain(sha1(password).slice(5))
  })

  test('is taken when only padding has its hash, or other hashes are known', async () => {
    const [padded, other] = [fresh(), fresh()]
    tell(padded, 0)
    expect(verdict(await choose(padded))).toBe('200')
    tell(fresh(), 12)
    expect(verdict(await choose(other))).toBe('200')
    expect(asked).toHaveLength(2)
  })

  test('is asked about in its composed form', async () => {
    const [composed, typed] = [`${fresh()} caf\u00e9`, ''].map((text, at, all) =>
      at === 0 ? text : (all[0] ?? '').normalize('NFD'),
    )
    tell(composed ?? '', 3)
    expect(verdict(await choose(typed ?? ''))).toBe('400 unsuitable_password')
  })

  test('that is refused already is not asked about', async () => {
    for (const password of ['passwordpassword', 'short', 'hunter2hunter2hunter2'])
      expect(verdict(await choose(password))).toBe('400 unsuitable_password')
    expect(asked).toEqual([])
  })

  test.each<[string, (response: ServerResponse) => void]>([
    ['fails', (response) => void response.writeHead(503).end()],
    ['redirects', (response) => void response.writeHead(302, { Location: 'https://elsewhere.example/' }).end()],
    ['hangs up', (response) => void response.destroy()],
    ['sends too much', (response) => void response.end(Buffer.alloc(2 ** 20, 32))],
    ['says nonsense', (response) => void response.end('<html>\0')],
    ['is silent', () => undefined],
  ])('is taken within seconds when the range API %s', async (_, reply) => {
    answer = reply
    const started = performance.now()
    expect(verdict(await choose(fresh()))).toBe('200')
    // Two seconds, and what a busy machine adds.
    expect(performance.now() - started).toBeLessThan(8_000)
    expect(asked).toHaveLength(1)
  })

  test('is asked about nobody, unless the setting says whom', async () => {
    const quiet = await startWorld({})
    try {
      must(await choose(fresh(), quiet))
      expect(asked).toEqual([])
    } finally {
      await quiet.close()
    }
  })
})
