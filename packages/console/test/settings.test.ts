import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Project } from '@damson/fhir'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { activationProblem } from '../../server/src/domain/projects/activation-setting.ts'
import { botCheckProblem } from '../../server/src/domain/projects/bot-check-setting.ts'
import {
  botLimitProblem,
  botLimitRange,
  SYSTEM_BOT_LIMITS,
} from '../../server/src/domain/projects/bot-limit-settings.ts'
import { deviceProblem } from '../../server/src/domain/projects/device-setting.ts'
import { factorProblem } from '../../server/src/domain/projects/factor-settings.ts'
import { limitProblem, MOST_POINTS, SYSTEM_LIMITS } from '../../server/src/domain/projects/limit-settings.ts'
import { profileTypesProblem } from '../../server/src/domain/projects/profile-type-settings.ts'
import { recordAccessProblem } from '../../server/src/domain/projects/record-access-setting.ts'
import { changeOf, hasQuotas, isFit, OPERATOR_LIMITS, typedFrom } from '../src/views/server/operator-limits.ts'
import { SETTINGS, type Setting } from '../src/views/settings/known.ts'
import { limitsIn } from '../src/views/settings/used.ts'
import { changesOf, givenTo, isWithin, valueOf, withValue, wordsOf } from '../src/views/settings/values.ts'

const ALL: readonly Setting[] = Object.values(SETTINGS).flat()
const EMPTY: Project = { resourceType: 'Project', id: '1', name: 'Clinic' }
/** What the server says of a project's settings. */
const problemOf = (project: Project): string | undefined =>
  [
    factorProblem,
    limitProblem,
    (one: Project) => botLimitProblem(one, undefined),
    activationProblem,
    deviceProblem,
    botCheckProblem,
    profileTypesProblem,
    recordAccessProblem,
  ]
    .map((problem) => problem(project))
    .find((problem) => problem !== undefined)

describe('the settings of a project', () => {
  test.each(ALL.filter((one) => one.kind === 'number'))('$name is held in the bounds of the server', (setting) => {
    const { name, least, most } = setting
    for (const value of [least, most]) {
      expect(isWithin(setting, value), `${value}`).toBe(true)
      expect(problemOf(withValue(EMPTY, name, value)), `${value}`).toBeUndefined()
    }
    for (const value of [least - 1, most + 1]) {
      expect(isWithin(setting, value), `${value}`).toBe(false)
      expect(problemOf(withValue(EMPTY, name, value)), `${value}`).toContain(name)
    }
  })

  test('words that are offered are words that the server takes', () => {
    const site = [{ name: 'a', domain: ['a.example'], recaptchaSiteKey: 'key' }]
    const wordy = ALL.flatMap((setting) => ('words' in setting ? setting.words.map((word) => ({ setting, word })) : []))
    const problems = wordy.map(({ setting: { name }, word }) => {
      const chosen = name === 'allowedMfaMethods' ? `totp,${word}` : word
      return problemOf(withValue(withValue<Project>({ ...EMPTY, site }, name, chosen), 'smsCountries', 'US'))
    })
    expect(problems.filter((problem) => problem !== undefined)).toEqual([])
    expect(wordy.length).toBeGreaterThan(10)
  })

  test('each setting that the server knows has a field', () => {
    const names = new Set(ALL.map(({ name }) => name))
    for (const file of ['limit-settings', 'bot-limit-settings', 'factor-settings', 'profile-type-settings']) {
      const path = join(import.meta.dirname, `../../server/src/domain/projects/${file}.ts`)
      const source = readFileSync(path, 'utf8')
      const known = [
        ...source.matchAll(/^(?:export )?const [A-Z_]+ = '(\w+)'$/gm),
        ...source.matchAll(/^ {2}(\w+): (?:\{ (?:least|byDefault)|\d)/gm),
        ...source.matchAll(/^ {2}(?:perPerson|perMachine|ofProject): '(\w+)',$/gm),
      ].map(([, name = '']) => name)
      expect(known.length, file).toBeGreaterThan(2)
      // The operator's alone.
      expect(known.filter((name) => name !== 'enableFhirQuota' && !names.has(name))).toEqual([])
    }
  })

  test('a value that is set is read, keeps its place, and leaves the others as they are', () => {
    const value = fc.oneof(fc.boolean(), fc.integer({ min: 1 }), fc.string({ minLength: 1 }))
    const settings = fc.uniqueArray(fc.record({ name: fc.string(), valueString: fc.string() }), {
      selector: ({ name }) => name,
    })
    fc.assert(
      fc.property(settings, fc.string(), value, (setting, name, next) => {
        const project = { ...EMPTY, setting }
        const after = withValue(project, name, next)
        expect(valueOf(after, name)).toBe(next)
        const others = (of: Project): readonly object[] => (of.setting ?? []).filter((one) => one.name !== name)
        expect(others(after)).toEqual(others(project))
        expect(valueOf(withValue(after, name, undefined), name)).toBeUndefined()
      }),
    )
  })

  test('Bots use at most what the operator has given', () => {
    const setting: Setting = { name: 'botCalls', kind: 'number', least: 1, most: 1_000 }
    const project = { ...EMPTY, systemSetting: [{ name: 'botCalls', valueInteger: 5_000 }] }
    expect(isWithin(givenTo(setting, project), 5_000)).toBe(true)
    expect(problemOf(withValue(project, 'botCalls', 5_000))).toBeUndefined()
    expect(isWithin(givenTo(setting, project), 5_001)).toBe(false)
    expect(givenTo(setting, EMPTY)).toEqual(setting)
  })

  test('an empty text removes a setting, and the last one removes the list', () => {
    const project = withValue(EMPTY, 'termsUrl', 'https://a.example')
    expect(withValue(project, 'termsUrl', '')).toEqual(EMPTY)
  })

  test('names what changed, but not that it is a newer version', () => {
    const before = { ...EMPTY, meta: { versionId: '1' }, setting: [{ name: 'mfaRequired', valueBoolean: true }] }
    const after = {
      ...EMPTY,
      name: 'Other',
      meta: { versionId: '2' },
      setting: [{ name: 'botCalls', valueInteger: 5 }],
    }
    expect([...changesOf(before, after)].sort()).toEqual(['botCalls', 'mfaRequired', 'name'])
    expect(changesOf(before, before)).toEqual([])
  })

  test('lists of words are read as the server reads them', () => {
    expect(wordsOf('totp, sms ,')).toEqual(['totp', 'sms'])
    expect(wordsOf(undefined)).toEqual([])
  })
})

test('limits are read with whose they are and how much is used', () => {
  const part = (name: string, limit: number, remaining: number, ...more: object[]) => ({
    part: [
      { name: 'name', valueString: name },
      ...(more as { name: string }[]),
      { name: 'limit', valueInteger: limit },
      { name: 'remaining', valueInteger: remaining },
      { name: 'resetSeconds', valueInteger: 7 },
    ],
  })
  const client = { name: 'client', valueReference: { reference: 'ClientApplication/c' } }
  const parameter = [
    part('fhirInteractions', 100, 40),
    part('fhirOfProject', 10, 10),
    part('fhirOfClient', 5, 0, client),
  ]
  expect(limitsIn({ parameter }, 'Project/p')).toEqual([
    { name: 'fhirInteractions', of: 'me', used: 60, limit: 100, seconds: 7 },
    { name: 'fhirOfProject', of: 'Project/p', used: 0, limit: 10, seconds: 7 },
    { name: 'fhirOfClient', of: 'ClientApplication/c', used: 5, limit: 5, seconds: 7 },
  ])
})

describe('the limits that an operator sets for a project', () => {
  test('are those of the server, in its bounds', () => {
    expect([...OPERATOR_LIMITS.map(({ name }) => name), 'enableFhirQuota'].sort()).toEqual(
      Object.keys({ ...SYSTEM_LIMITS, ...SYSTEM_BOT_LIMITS }).sort(),
    )
    for (const { name, least, most } of OPERATOR_LIMITS)
      expect([least, most], name).toEqual(botLimitRange(name) ?? [1, MOST_POINTS])
  })

  test('are sent only where they differ, and taken back where nothing stands', () => {
    const before = { botCalls: 100, userFhirQuota: 5_000, enableFhirQuota: false }
    const typed = typedFrom(before)
    expect(hasQuotas(before)).toBe(false)
    expect(changeOf(before, typed, false)).toBeUndefined()
    expect(changeOf(before, { ...typed, botCalls: ' ', botSeconds: '7' }, true)).toEqual({
      botSeconds: 7,
      unset: 'botCalls,enableFhirQuota',
    })
    expect(changeOf({}, typedFrom({}), false)).toEqual({ enableFhirQuota: false })
  })

  test.each(['0', '-1', '1.5', 'x', '1e3', '10001'])('are whole numbers in their bounds: no %s', (text) => {
    const calls = OPERATOR_LIMITS.find(({ name }) => name === 'botCalls')
    expect(calls !== undefined && isFit(calls, text)).toBe(false)
  })
})
