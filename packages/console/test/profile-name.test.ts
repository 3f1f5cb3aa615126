import { describe, expect, test } from 'vitest'
import { changedName, wordsOf } from '../src/views/people/profile-name.ts'

describe('the name of a profile', () => {
  test('is two fields, and a text where that is all there is', () => {
    expect(wordsOf({ name: [{ given: ['Ada', 'Maria'], family: 'Byron' }, { family: 'King' }] })).toEqual({
      given: 'Ada Maria',
      family: 'Byron',
    })
    expect(wordsOf({ name: [{ text: 'Ada Byron' }] })).toEqual({ given: '', family: 'Ada Byron' })
    expect(wordsOf({ name: [{ text: 'Ada', given: ['Ada'] }] })).toEqual({ given: 'Ada', family: '' })
    expect(wordsOf({})).toEqual({ given: '', family: '' })
  })

  test('is corrected without what else is there, and without a text that says the old one', () => {
    const profile = {
      resourceType: 'Practitioner',
      name: [
        { use: 'official', prefix: ['Dr'], text: 'Ada Biron', given: ['Ada'], family: 'Biron' },
        { family: 'King' },
      ],
      active: true,
    }
    expect(changedName(profile, { given: '  Ada  Maria ', family: ' Byron ' })).toEqual({
      resourceType: 'Practitioner',
      name: [{ use: 'official', prefix: ['Dr'], given: ['Ada', 'Maria'], family: 'Byron' }, { family: 'King' }],
      active: true,
    })
    expect(changedName({}, { given: ' ', family: 'Byron' })).toEqual({ name: [{ family: 'Byron' }] })
  })
})
