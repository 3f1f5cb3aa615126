import { describe, expect, test } from 'vitest'
import { freshSeconds } from './fresh-seconds.ts'

describe('a document is kept', () => {
  test.each([
    ['five minutes where nothing is said', undefined, 300],
    ['as long as is said', 'public, max-age=3600', 3_600],
    ['a day at most', 'max-age=31536000', 86_400],
    ['not at all where it is forbidden', 'no-store, max-age=3600', 0],
    ['not at all where each use must ask', 'no-cache', 0],
    ['not at all by an age of 0', 'max-age=0', 0],
    ['by max-age alone', 's-maxage=86400', 300],
  ])('%s', (_, header, seconds) => {
    expect(freshSeconds(header)).toBe(seconds)
  })
})
