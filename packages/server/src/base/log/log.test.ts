import { expect, test } from 'vitest'
import { createLog } from './index.ts'

test('an error is logged by kind and place, never by a message that may quote data', () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => void lines.push(line) })
  log.error('store.failed', {
    error: new TypeError('invalid input syntax: "ada@example.org"'),
    traceId: 't1',
  })
  expect(lines.join('')).not.toContain('ada@example.org')
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 50,
    event: 'store.failed',
    traceId: 't1',
    error: { name: 'TypeError' },
  })
})
