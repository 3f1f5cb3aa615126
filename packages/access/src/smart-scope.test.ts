import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accessOf, permits } from '../test/bound.ts'
import { grants, interactions, manyRuns, resource, subject } from '../test/random.ts'
import { naivelyAllows, scopeOf, scopeText } from '../test/scopes.ts'
import { decide } from './decide.ts'
import { canonicalScopes, coversScope, intersectScopes } from './scope-set.ts'
import { scopedAccess } from './scoped-access.ts'
import { formatScope, parseScope } from './smart-scope.ts'

const timeout = 1_200_000
const asked = [...interactions, 'history-type'] as const
const resources = fc.array(resource, { minLength: 4, maxLength: 8, size: 'max' })
const patient = fc.constantFrom('Patient/1', 'Patient/2', undefined)
const texts = (levels?: readonly string[]): fc.Arbitrary<string[]> => fc.array(scopeText(levels), { maxLength: 4 })

describe('a resource scope', () => {
  // SMART App Launch 2.2, statements 128 and 129.
  test.each([
    ['patient/Observation.read', 'patient/Observation.rs'],
    ['user/*.write', 'user/*.cud'],
    ['system/Patient.*', 'system/Patient.cruds'],
    ['patient/Observation.rs', 'patient/Observation.rs'],
    ['user/AccessPolicy.c', 'user/AccessPolicy.c'],
    ['patient/Observation.rs?status=final,amended,final&code=a', 'patient/Observation.rs?code=a&status=amended,final'],
    [
      'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory',
      'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory',
    ],
    ['patient/Observation.r?code=a%5C,b', 'patient/Observation.r?code=a%5C%2Cb'],
    ['patient/Observation.r?code:not=a', 'patient/Observation.r?code:not=a'],
  ])('%s is %s', (text, canonical) => {
    expect(formatScope(scopeOf(text))).toBe(canonical)
  })

  test.each([
    'patient/Observation.',
    'patient/Observation',
    'patient/.rs',
    'patient/Observation.sr',
    'patient/Observation.rr',
    'patient/Observation.x',
    'patient/Observation.READ',
    'patient/Observations.rs',
    'patient/observation.rs',
    'Patient/Observation.rs',
    'group/Observation.rs',
    'patient/Observation.read?status=final',
    'patient/Observation.rs?',
    'patient/Observation.rs?status',
    'patient/Observation.rs?status=',
    'patient/Observation.rs?nonsense=1',
    'patient/Observation.rs?subject=%patient',
    'patient/Observation.rs?date=gt2020',
    'patient/Observation.rs?subject:Patient.name=ada',
    'patient/Observation.rs?_has:Provenance:target:agent=1',
    'patient/Observation.rs?_count=5',
    'patient/*.rs?status=final',
    'patient/Observation.rs status',
    'patient/Observation.rs?code="a"',
    'patient/Observation.rs?code=a\\,b',
    'patient/Observation.rs?code=ä',
    'patient/Observation.rs\u0000',
    'constructor/Observation.rs',
    'patient/Observation.constructor',
    'patient/constructor.rs',
    'openid',
    '',
  ])('%j is refused', (text) => {
    const scope = parseScope(text)
    expect(scope.ok ? formatScope(scope.value) : scope.refusal.text).toMatch(/ .*\.$/)
  })

  test('is read back from its canonical form', { timeout }, () => {
    fc.assert(
      fc.property(scopeText(['patient', 'user', 'system']), (text) => {
        const scope = scopeOf(text)
        expect(scopeOf(formatScope(scope))).toEqual(scope)
      }),
    )
  })

  test('of anything never throws', { timeout }, () => {
    const piece = fc.constantFrom(
      'patient',
      'user',
      '/',
      '.',
      'Observation',
      '*',
      'rs',
      '?',
      '&',
      '=',
      ',',
      '%2',
      '%',
      '\\',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 12 }), (pieces) => {
        expect(parseScope(pieces.join(''))).toHaveProperty('ok')
      }),
    )
  })
})

describe('scopes', () => {
  test('allow what they say within the policy, and nothing else', { timeout }, () => {
    let [yes, no, own] = [0, 0, 0]
    fc.assert(
      fc.property(
        fc.record({
          given: grants,
          who: subject,
          scopes: texts(),
          about: patient,
          isFhirUser: fc.boolean(),
          resources,
        }),
        ({ given, who, scopes, about, isFhirUser, resources: several }) => {
          const access = accessOf(given, who)
          const fhirUser = isFhirUser ? who.profile : undefined
          const scoped = scopedAccess(access, scopes.map(scopeOf), { patient: about, fhirUser })
          const [resourceType = '', id = ''] = who.profile.split('/')
          for (const one of [...several, { resourceType, id }])
            for (const interaction of [...asked, 'guard'] as const) {
              const isOwn = interaction === 'read' && `${one.resourceType}/${one.id}` === fhirUser
              const byScope = naivelyAllows(scopes, about, interaction, one)
              const expected = permits(access, interaction, one) && (byScope || isOwn)
              expect([interaction, one, permits(scoped, interaction, one)]).toEqual([interaction, one, expected])
              if (expected) yes += 1
              else no += 1
              if (expected && !byScope) own += 1
            }
        },
      ),
      { numRuns: manyRuns },
    )
    expect(yes).toBeGreaterThan(manyRuns / 10)
    expect(no).toBeGreaterThan(manyRuns)
    expect(own).toBeGreaterThan(manyRuns / 50)
  })

  const all = accessOf(
    [
      {
        policy: {
          resourceType: 'AccessPolicy',
          resource: ['*', 'Bot', 'AuditEvent', 'Project', 'AccessPolicy', 'User'].map((resourceType) => ({
            resourceType,
          })),
        },
        parameters: [],
      },
    ],
    { profile: 'Practitioner/1', admin: true },
  )

  test('in canonical form allow the same, are said once, and stay as they are', { timeout }, () => {
    fc.assert(
      fc.property(texts(), patient, resources, (scopes, about, several) => {
        const read = scopes.map(scopeOf)
        const canonical = canonicalScopes(read)
        const [before, after] = [read, canonical].map((some) => scopedAccess(all, some, { patient: about }))
        if (before === undefined || after === undefined) throw new Error('unreachable')
        for (const one of several)
          for (const interaction of asked)
            expect(permits(after, interaction, one)).toBe(permits(before, interaction, one))
        expect(canonicalScopes(canonical)).toEqual(canonical)
        expect(canonicalScopes(read.toReversed()).map(formatScope)).toEqual(canonical.map(formatScope))
        expect(new Set(canonical.map(formatScope)).size).toBe(canonical.length)
      }),
    )
  })

  test('that cover a scope allow all that it does', { timeout }, () => {
    let covered = 0
    fc.assert(
      fc.property(texts(), scopeText(), patient, resources, (held, narrow, about, several) => {
        if (!coversScope(held.map(scopeOf), scopeOf(narrow))) return
        covered += 1
        const wide = scopedAccess(all, held.map(scopeOf), { patient: about })
        const small = scopedAccess(all, [scopeOf(narrow)], { patient: about })
        for (const one of several)
          for (const interaction of asked)
            expect(permits(small, interaction, one) && !permits(wide, interaction, one)).toBe(false)
      }),
      { numRuns: manyRuns },
    )
    expect(covered).toBeGreaterThan(manyRuns / 100)
  })

  test('cover themselves, and what stands in them', { timeout }, () => {
    fc.assert(
      fc.property(texts(), (held) => {
        const scopes = held.map(scopeOf)
        for (const scope of scopes) expect(coversScope(scopes, scope)).toBe(true)
        for (const scope of canonicalScopes(scopes)) expect(coversScope(scopes, scope)).toBe(true)
      }),
    )
  })

  test('in their intersection allow what both do', { timeout }, () => {
    const level = fc.constantFrom(['patient'], ['user'])
    const twoSets = level.chain((levels) => fc.tuple(texts(levels), texts(levels)))
    fc.assert(
      fc.property(twoSets, patient, resources, ([one, other], about, several) => {
        const [a, b] = [one.map(scopeOf), other.map(scopeOf)]
        const both = scopedAccess(all, intersectScopes(a, b), { patient: about })
        const [first, second] = [scopedAccess(all, a, { patient: about }), scopedAccess(all, b, { patient: about })]
        for (const some of several)
          for (const interaction of asked)
            expect(permits(both, interaction, some)).toBe(
              permits(first, interaction, some) && permits(second, interaction, some),
            )
        for (const scope of intersectScopes(a, b)) {
          expect(coversScope(a, scope)).toBe(true)
          expect(coversScope(b, scope)).toBe(true)
        }
      }),
    )
  })

  test.each([
    ['user/*.rs', 'user/Observation.rs', true],
    ['user/*.rs', 'patient/Observation.rs', false],
    ['user/*.rs', 'user/Bot.rs', false],
    ['user/Observation.rs', 'user/*.rs', false],
    ['user/Observation.rs', 'user/Observation.rs?status=final', true],
    ['user/Observation.rs?status=final', 'user/Observation.rs', false],
    ['user/Observation.rs?status=final,amended', 'user/Observation.r?status=final', true],
    ['user/Observation.rs?status=final', 'user/Observation.r?status=final,amended', false],
    ['user/Observation.rs?status=final', 'user/Observation.r?status=final&code=a', true],
    ['user/Observation.cud', 'user/Observation.c', true],
    ['user/Observation.u', 'user/Observation.c', false],
  ])('%s covers %s: %s', (held, narrow, expected) => {
    expect(coversScope([scopeOf(held)], scopeOf(narrow))).toBe(expected)
  })

  test('keep creating, updating and deleting apart, and a history of one from that of a type', () => {
    for (const [letter, allowed] of Object.entries({
      c: ['create'],
      r: ['read', 'vread', 'history'],
      u: ['update'],
      d: ['delete'],
      s: ['search', 'history-type'],
    })) {
      const scoped = scopedAccess(all, [scopeOf(`user/Observation.${letter}`)], {})
      const found = asked.filter(
        (interaction) => decide(scoped, { interaction, resourceType: 'Observation' }).verdict === 'permit',
      )
      expect(new Set(found)).toEqual(new Set(allowed))
    }
  })

  test('tell what they took away from what was never there', () => {
    const mine = accessOf(
      [{ policy: { resourceType: 'AccessPolicy', resource: [{ resourceType: 'Patient' }] }, parameters: [] }],
      { profile: 'Practitioner/1', admin: false },
    )
    const scoped = scopedAccess(mine, [scopeOf('user/*.r')], {})
    expect(decide(scoped, { interaction: 'delete', resourceType: 'Patient' })).toMatchObject({ why: 'scope_forbidden' })
    expect(decide(scoped, { interaction: 'read', resourceType: 'Observation' })).toMatchObject({
      why: 'type_forbidden',
    })
    expect(decide(scopedAccess(mine, [], {}), { interaction: 'read', resourceType: 'Patient' })).toMatchObject({
      why: 'scope_forbidden',
    })
  })

  test('of a patient allow nothing without one', () => {
    const scoped = scopedAccess(all, [scopeOf('patient/*.cruds')], {})
    expect(decide(scoped, { interaction: 'read', resourceType: 'Patient' }).verdict).toBe('deny')
  })
})
