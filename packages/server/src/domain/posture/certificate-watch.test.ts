/** When the server looks at its own certificate. */
import { describe, expect, test } from 'vitest'
import type { CertificateSeen } from '#base/outbound'
import { createCertificateWatch } from './certificate-watch.ts'

const NOW = new Date('2026-11-30T12:00:00Z')
const inMinutes = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000)
const GOOD = { expiresAt: inMinutes(60 * 24 * 60) }

function watching(baseUrl: string, answers: (CertificateSeen | undefined)[]) {
  const looked: string[] = []
  const watch = createCertificateWatch(baseUrl, ({ href }) => {
    looked.push(href)
    return Promise.resolve(answers.shift())
  })
  return { ...watch, looked }
}

describe('the certificate of the server', () => {
  test.each(['http://damson.example.org/', 'http://localhost:3000/', 'https://localhost:3000/', 'https://127.0.0.1/'])(
    'is not looked for at %s',
    async (baseUrl) => {
      const { run, seen, looked } = watching(baseUrl, [GOOD])
      expect([await run(NOW), seen(), looked]).toEqual([0, 'none', []])
    },
  )

  test('is looked at now and then at the address of the server alone, soon again while something is wrong', async () => {
    const bad = { ...GOOD, problem: 'not_trusted' } as const
    const { run, seen, looked } = watching('https://damson.example.org/base/', [undefined, bad, GOOD, undefined])
    expect(seen()).toBeUndefined()
    const runs = async (minutes: number) => [await run(inMinutes(minutes)), seen()]
    expect(await runs(0)).toEqual([1, 'unreached'])
    expect(await runs(9)).toEqual([0, 'unreached'])
    expect(await runs(10)).toEqual([1, bad])
    expect(await runs(20)).toEqual([1, GOOD])
    expect(await runs(20 + 359)).toEqual([0, GOOD])
    expect(await runs(20 + 360)).toEqual([1, 'unreached'])
    expect(new Set(looked)).toEqual(new Set(['https://damson.example.org/base/']))
  })
})
