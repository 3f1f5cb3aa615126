import { accepted, type Result, refused } from '@damson/fhir'
import { describe, expect, test } from 'vitest'
import type { OutboundAnswer, OutboundRefusal } from '#base/outbound'
import { createPublished, type PublishedOptions } from './published.ts'

type Answer = { readonly status?: number; readonly cache?: string; readonly body?: string } | OutboundRefusal['why']

const URL = 'https://example.org/document'

/** A document is an object with a word; the answer may change during a test. */
function network(first: Answer = {}, options: Partial<PublishedOptions<string>> = {}) {
  const asked: string[] = []
  let [answer, now] = [first, new Date('2026-03-01T12:00:00Z')]
  const get = (url: string): Promise<Result<OutboundAnswer, OutboundRefusal>> => {
    asked.push(url)
    // As slow as it may be.
    now = new Date(now.getTime() + 5_000)
    if (typeof answer === 'string') return Promise.resolve(refused({ why: answer }))
    const { status = 200, cache, body = '{"word":"one"}' } = answer
    return Promise.resolve(accepted({ status, headers: { 'cache-control': cache }, body: Buffer.from(body) }))
  }
  const read = (document: unknown): Result<string, string> =>
    typeof document === 'object' && document !== null && 'word' in document && typeof document.word === 'string'
      ? accepted(document.word)
      : refused('no word')
  const published = createPublished(
    { outbound: { get }, clock: { now: () => now } },
    { read, bounds: { together: 10 }, ...options },
  )
  const said = (found: Awaited<ReturnType<typeof published.find>>): string =>
    found.ok ? found.value : found.refusal.cause
  return {
    asked,
    find: async (whose = 'a', url = URL) => said(await published.find(whose, url)),
    renewed: async (seconds: number, whose = 'a') => said(await published.renewed(whose, URL, seconds)),
    answerWith: (next: Answer) => void (answer = next),
    pass: (seconds: number) => void (now = new Date(now.getTime() + seconds * 1000)),
  }
}

describe('a published document', () => {
  test('is fetched once for all who ask at the same time, and kept for as long as its publisher says', async () => {
    const { asked, find, pass } = network({ cache: 'max-age=60' })
    expect(await Promise.all([find(), find(), find('b')])).toEqual(['one', 'one', 'one'])
    // Counted from before the request.
    pass(54)
    await find()
    await find('b')
    expect(asked).toHaveLength(1)
    pass(1)
    await find()
    expect(asked).toHaveLength(2)
  })

  test('is kept for one, and not for another', async () => {
    const { asked, find } = network()
    await find()
    await find('b')
    await find('a', `${URL}?2`)
    await find()
    expect(asked).toEqual([URL, URL, `${URL}?2`])
  })

  test('is not kept where its publisher forbids that, or only as long as it must', async () => {
    const plain = network({ cache: 'no-store' })
    for (let times = 0; times < 3; times += 1) await plain.find()
    expect(plain.asked).toHaveLength(3)
    const guarded = network({ cache: 'no-store' }, { shortestSeconds: 10 })
    for (let times = 0; times < 3; times += 1) await guarded.find()
    expect(guarded.asked).toHaveLength(1)
    guarded.pass(5)
    await guarded.find()
    expect(guarded.asked).toHaveLength(2)
  })

  test('that did not do is asked for anew, once in so many seconds', async () => {
    const { asked, find, renewed, answerWith, pass } = network({ cache: 'max-age=600' })
    await find()
    answerWith({ body: '{"word":"two"}', cache: 'max-age=600' })
    for (let times = 0; times < 3; times += 1) expect(await renewed(30)).toBe('one')
    expect(asked).toHaveLength(1)
    pass(30)
    for (let times = 0; times < 3; times += 1) expect(await renewed(30)).toBe('two')
    expect(await find()).toBe('two')
    expect(asked).toHaveLength(2)
    // Each owner's limit is separate.
    expect(await renewed(30, 'b')).toBe('two')
    expect(asked).toHaveLength(3)
  })

  test('stays good while it is fresh although a new one cannot be had', async () => {
    const { asked, find, renewed, answerWith, pass } = network({ cache: 'max-age=60' })
    await find()
    answerWith('unreachable')
    pass(31)
    for (let times = 0; times < 3; times += 1) expect(await renewed(30)).toBe('one')
    expect(asked).toHaveLength(2)
    expect(await find()).toBe('one')
    pass(30)
    expect(await find()).toBe('unreachable')
    expect(asked).toHaveLength(3)
  })

  test.each<[Answer, string]>([
    ['timed_out', 'timed_out'],
    [{ status: 503 }, 'status 503'],
    [{ status: 204, body: '' }, 'status 204'],
    [{ body: '<html>' }, 'no JSON'],
    [{ body: '[]' }, 'no word'],
  ])('that cannot be had is not asked for again at once: %j', async (answer, cause) => {
    const { asked, find, answerWith, pass } = network(answer)
    for (let times = 0; times < 3; times += 1) expect(await find()).toBe(cause)
    answerWith({})
    pass(9)
    expect(await find()).toBe(cause)
    expect(asked).toHaveLength(1)
    pass(1)
    expect(await find()).toBe('one')
  })

  test('of those that are kept together the longest unused goes', async () => {
    const { asked, find } = network()
    for (let n = 0; n < 10; n += 1) await find(`client-${n}`)
    await find('client-0')
    await find('one-more')
    expect(asked).toHaveLength(11)
    await find('client-0')
    expect(asked).toHaveLength(11)
    await find('client-1')
    expect(asked).toHaveLength(12)
  })
})
