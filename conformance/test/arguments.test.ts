import { describe, expect, test } from 'vitest'
import { readArguments, WrongArguments } from '../src/arguments.ts'

describe('the command line', () => {
  test('without a word runs everything on a server of its own', () => {
    expect(readArguments([])).toEqual({
      help: false,
      baseUrl: undefined,
      readme: false,
      only: undefined,
      withoutOracle: false,
    })
  })

  test('takes a server, some rows, and leaves the oracle out', () => {
    expect(readArguments(['--base-url', 'http://localhost:8103/', '--only', 'rfc7636', '--no-oracle'])).toMatchObject({
      baseUrl: 'http://localhost:8103/',
      only: 'rfc7636',
      withoutOracle: true,
    })
  })

  test.each([
    [['--fast'], /--fast/],
    [['--base-url', 'here'], /write an http or https URL/],
    [['--readme', '--only', 'rfc7636'], /a whole run on our own server/],
    [['--readme', '--base-url', 'http://localhost/'], /a whole run on our own server/],
  ])('refuses %j in a sentence', (words, sentence) => {
    expect(() => readArguments(words)).toThrow(WrongArguments)
    expect(() => readArguments(words)).toThrow(sentence)
  })
})
