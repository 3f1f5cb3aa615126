import { expect, test } from 'vitest'
import { promptOf } from './prompt-of.ts'

test('a provider is asked to let people choose, unless it says that it cannot; to sign in again comes first', () => {
  expect(promptOf({}, undefined)).toEqual({})
  for (const unsaid of [undefined, null, 'select_account', ['login', 'select_account']])
    expect(promptOf({ choosesAccount: true }, unsaid)).toEqual({ prompt: 'select_account' })
  for (const said of [[], ['none', 'login']])
    expect(promptOf({ choosesAccount: true }, said)).toEqual({ prompt: 'login' })
  for (const anew of [{ isAnew: true }, { asksAnew: true }])
    expect(promptOf({ ...anew, choosesAccount: true }, undefined)).toEqual({ prompt: 'login' })
})
