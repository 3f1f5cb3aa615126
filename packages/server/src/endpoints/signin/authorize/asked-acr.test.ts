import { describe, expect, test } from 'vitest'
import { askedClaimsQuery, readAskedClaims } from './asked-acr.ts'
import { readSent } from './sent-parameters.ts'

const ONE = 'http://idmanagement.gov/ns/assurance/aal/1'
const TWO = 'http://idmanagement.gov/ns/assurance/aal/2'
const OTHER = 'urn:example:gold'

const read = (parameters: Readonly<Record<string, string>>) => readAskedClaims(readSent(Object.entries(parameters)))
const acr = (wish: object, acr_values?: string) =>
  read({ claims: JSON.stringify({ id_token: { acr: wish } }), ...(acr_values !== undefined && { acr_values }) })

describe('the acr that an app asks for', () => {
  test.each([
    [undefined, undefined],
    [OTHER, undefined],
    [TWO, TWO],
    [`${OTHER} ${TWO} ${ONE}`, TWO],
    [`${ONE} ${TWO}`, ONE],
  ])('with acr_values=%s is voluntary, in the order of preference', (sent, value) => {
    const asked = value === undefined ? undefined : { value, isEssential: false }
    expect(read(sent === undefined ? {} : { acr_values: sent })).toMatchObject({ ok: true, value: { acr: asked } })
  })

  test.each<[object, string | undefined, boolean]>([
    [{ essential: true, value: TWO }, TWO, true],
    [{ essential: true, values: [TWO] }, TWO, true],
    [{ essential: true, values: [OTHER, TWO, ONE] }, ONE, true],
    [{ essential: true }, undefined, false],
    [{ values: [OTHER, TWO] }, TWO, false],
    [{ values: [OTHER] }, undefined, false],
  ])('with claims %j', (wish, value, isEssential) => {
    const asked = value === undefined ? undefined : { value, isEssential }
    expect(acr(wish)).toMatchObject({ ok: true, value: { acr: asked } })
  })

  test('is essential before all else, and none that is unknown', () => {
    expect(acr({ essential: true, values: [TWO] }, ONE)).toMatchObject({ value: { acr: { value: TWO } } })
    for (const wish of [{ value: OTHER }, { values: [OTHER, ''] }])
      expect(acr({ essential: true, ...wish }, TWO)).toMatchObject({
        ok: false,
        refusal: { error: 'unmet_authentication_requirements' },
      })
  })

  test.each([
    'x',
    '[]',
    '{"id_token":[]}',
    '{"id_token":{"acr":"x"}}',
    '{"id_token":{"acr":{"values":"x"}}}',
    '{"id_token":{"acr":{"essential":"true"}}}',
    `{"x":"${'y'.repeat(2_000)}"}`,
    '{"id_token":{"sub":{"value":"a"}},"userinfo":{"sub":{"value":"b"}}}',
  ])('is not read from %s', (claims) => {
    expect(read({ claims })).toMatchObject({ ok: false, refusal: { error: 'invalid_request' } })
  })

  test('and the person are carried on as they were read', () => {
    for (const value of [ONE, TWO])
      for (const isEssential of [true, false])
        for (const subject of [undefined, 'somebody']) {
          const asked = { acr: { value, isEssential }, subject }
          const entries = Object.entries(askedClaimsQuery(asked)).flatMap(([name, text]) =>
            text === undefined ? [] : [[name, text] as [string, string]],
          )
          expect(readAskedClaims(readSent(entries))).toEqual({ ok: true, value: asked })
        }
  })

  test.each([
    '{}',
    '{"id_token":null}',
    '{"id_token":{"email":null,"acr":null}}',
    '{"userinfo":{"name":{"essential":true}}}',
  ])('is none where %s asks for other claims', (claims) => {
    expect(read({ claims })).toEqual({ ok: true, value: { acr: undefined, subject: undefined } })
  })
})
