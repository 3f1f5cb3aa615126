import { expect, test } from 'vitest'
import { changedRule, rulesIn, textOf } from '../src/views/providers/claim-rules.ts'

const RULE = { claim: 'groups', value: 'Clinicians' }

test('rules are rows, unless they hold what rows cannot show', () => {
  expect(rulesIn(textOf([RULE]))).toEqual([RULE])
  expect(rulesIn('[]')).toEqual([])
  for (const text of ['', '{}', '[1]', '[{"claim":"a"}]', '[{"claim":"a","value":"b","later":true}]', '[{"claim":'])
    expect(rulesIn(text), text).toBeUndefined()
})

test('what is switched off is left out of a rule, claim and value stay', () => {
  const on = changedRule(RULE, { refuse: true, profileType: 'Patient' })
  expect(on).toEqual({ ...RULE, refuse: true, profileType: 'Patient' })
  expect(changedRule(on, { refuse: false, profileType: '' })).toEqual(RULE)
  expect(changedRule(RULE, { claim: '', value: '' })).toEqual({ claim: '', value: '' })
})
