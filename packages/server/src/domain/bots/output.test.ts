import { describe, expect, test } from 'vitest'
import { readOutput } from './output.ts'

describe('what a Bot gives', () => {
  test.each<[string, string, object]>([
    ['nothing', '{}', { kind: 'none' }],
    ['JSON', '{"json":{"a":[1,null]}}', { kind: 'json', text: '{"a":[1,null]}' }],
    ['text', '{"text":"a","contentType":"text/csv; charset=utf-8"}', { kind: 'text', text: 'a' }],
    ['bytes', '{"base64":"AAE="}', { kind: 'base64', base64: 'AAE=' }],
  ])('is %s', (_, text, output) => {
    expect(readOutput(text)).toMatchObject(output)
  })

  test.each([
    ['no JSON', '{"json":'],
    ['of two kinds', '{"json":1,"text":"a"}'],
    ['a media type that breaks the header', '{"text":"a","contentType":"text/plain\\r\\nSet-Cookie: a=b"}'],
    ['no base64', '{"base64":"%"}'],
    ['nested so deeply that it cannot be written again', `{"json":${'['.repeat(1e5)}${']'.repeat(1e5)}}`],
  ])('is nothing that it may give: %s', (_, text) => {
    expect(readOutput(text)).toBeUndefined()
  })
})
