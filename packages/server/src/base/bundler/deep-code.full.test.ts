import { expect, test } from 'vitest'
import { createBundler } from './index.ts'

const TIMEOUT = 120_000

test(
  'code that is nested too deeply ends its own process alone',
  async () => {
    const bundler = createBundler(TIMEOUT)
    const bundle = (code: string) =>
      bundler.bundle({
        project: 'one',
        files: { 'index.ts': code },
        entry: 'index.ts',
        signal: AbortSignal.timeout(TIMEOUT),
      })
    expect(await bundle('('.repeat(900_000))).toMatchObject({ refusal: { why: 'too_costly' } })
    expect(await bundle('export const handler = 1')).toMatchObject({ ok: true })
  },
  TIMEOUT,
)
