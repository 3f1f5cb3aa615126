import { describe, expect, test } from 'vitest'
import { createCachedAnswers } from './cached-answers.ts'

const issuer = (url: string): { readonly url: string } => ({ url })

describe('kept answers', () => {
  const made: string[] = []
  const make = (text: string) => (): string => {
    made.push(text)
    return text
  }

  test('are made once for an address and a version', () => {
    const kept = createCachedAnswers(1_000)
    made.length = 0
    const first = kept.at(issuer('https://a/'), 'x', '1', make('one'))
    expect(kept.at(issuer('https://a/'), 'x', '1', make('two'))).toBe(first)
    expect(kept.at(issuer('https://b/'), 'x', '1', make('three')).toString()).toBe('three')
    expect(kept.at(issuer('https://a/'), 'y', '1', make('four')).toString()).toBe('four')
    expect(kept.at(issuer('https://a/'), 'x', '2', make('five')).toString()).toBe('five')
    expect(kept.at(issuer('https://a/'), 'x', '2', make('six')).toString()).toBe('five')
    expect(made).toEqual(['one', 'three', 'four', 'five'])
  })

  test('hold no more than they may: the ones asked for longest ago go', () => {
    const kept = createCachedAnswers(250)
    made.length = 0
    for (const name of ['a', 'b', 'c']) kept.at(issuer(`https://${name}/`), 'x', '1', make(name.repeat(100)))
    kept.at(issuer('https://c/'), 'x', '1', make('again'))
    kept.at(issuer('https://a/'), 'x', '1', make('a once more'))
    expect(made.slice(3)).toEqual(['a once more'])
    // One that is too large to be kept is answered all the same.
    expect(kept.at(issuer('https://d/'), 'x', '1', make('d'.repeat(300))).length).toBe(300)
  })
})
