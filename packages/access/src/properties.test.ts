import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accessOf, compiled, permits } from '../test/bound.ts'
import { naivelyPermits, type Subjected, type WireEntry, type WireGrant } from '../test/naive.ts'
import { uncoveredPairwise } from '../test/pairwise.ts'
import { entry, grant, grants, interactions, manyRuns, parameters, resource, subject } from '../test/random.ts'
import { scopeOf, scopeText } from '../test/scopes.ts'
import type { Subject } from './bindings.ts'
import { scopedAccess } from './scoped-access.ts'
import { uncovered } from './uncovered.ts'

const timeout = 1_200_000
const resources = fc.array(resource, { minLength: 4, maxLength: 8, size: 'max' })

/** Runs a property. A failure is reported with the seed and the path that reproduce it. */
function verdictOf<T>(property: fc.IProperty<T>, options?: fc.Parameters<T>): string {
  const run = fc.check(property, options)
  return run.failed ? (fc.defaultReportMessage(run) ?? 'fails') : 'holds'
}

/** Counts how often the interesting case of a property occurred, so that the property cannot pass without it. */
class Tally {
  yes = 0
  no = 0
  count(is: boolean): boolean {
    this[is ? 'yes' : 'no'] += 1
    return is
  }
}

/** Whether a test holds for every interaction on every resource. */
function everywhere(
  several: readonly Subjected[],
  isRight: (interaction: (typeof interactions)[number], one: Subjected) => boolean,
): boolean {
  return several.every((one) =>
    interactions.every((interaction) => {
      if (isRight(interaction, one)) return true
      throw new Error(`${interaction} ${JSON.stringify(one)}`)
    }),
  )
}

describe('a compiled decision', () => {
  test(
    'is that of the naive interpreter',
    () => {
      const permitted = new Tally()
      const property = fc.property(grants, subject, resources, (given, who, several) => {
        const access = accessOf(given, who)
        return everywhere(
          several,
          (interaction, one) =>
            permitted.count(permits(access, interaction, one)) === naivelyPermits(given, who, interaction, one),
        )
      })
      expect(verdictOf(property, { numRuns: manyRuns })).toBe('holds')
      expect(permitted.yes).toBeGreaterThan(manyRuns)
      expect(permitted.no).toBeGreaterThan(manyRuns)
    },
    timeout,
  )
})

describe('an additional entry', () => {
  test(
    'never removes a right',
    () => {
      const property = fc.property(
        fc.tuple(grant, entry, fc.nat(4)),
        subject,
        resources,
        ([given, added, at], who, several) => {
          const policy = { ...given.policy, resource: given.policy.resource.toSpliced(at, 0, added) }
          const before = accessOf([given], who)
          const after = accessOf([{ ...given, policy }], who)
          return everywhere(
            several,
            (interaction, one) => !permits(before, interaction, one) || permits(after, interaction, one),
          )
        },
      )
      expect(verdictOf(property)).toBe('holds')
    },
    timeout,
  )
})

describe('an unbound placeholder', () => {
  test(
    'never matches anything, whatever stands beside it',
    () => {
      const narrowed = entry.filter(({ resourceType }) => resourceType === 'Observation')
      const clause = fc.constantFrom('code=a,%nobody', 'subject=%nobody', '_compartment=%nobody,Patient/1')
      const property = fc.property(
        fc.tuple(narrowed, clause),
        parameters,
        subject,
        resources,
        ([one, unbound], given, who, several) => {
          const criteria = one.criteria === undefined ? `Observation?${unbound}` : `${one.criteria}&${unbound}`
          const policy: WireGrant['policy'] = {
            resourceType: 'AccessPolicy',
            resource: [{ ...one, criteria }],
          }
          const access = accessOf([{ policy, parameters: given }], who)
          const isTold = access.withheld.some(({ why }) => why === 'unbound')
          return isTold && everywhere(several, (interaction, stored) => !permits(access, interaction, stored))
        },
      )
      expect(verdictOf(property)).toBe('holds')
    },
    timeout,
  )
})

/** The most that a bound value may match, computed without a parser. */
const atMost: Readonly<Record<string, (one: Subjected, value: string) => boolean>> = {
  'Observation?_id=%word': ({ id }, value) => id === value,
  'Observation?status=%word': ({ status }, value) => status === value,
  'Observation?status=final&code=%word': ({ status, code }, value) =>
    status === 'final' && codesOf(code).includes(value),
  'Observation?code=%word&status=final': ({ status, code }, value) =>
    status === 'final' && codesOf(code).includes(value),
  'Observation?subject=%word': ({ subject: of }, value) => {
    const reference = (of as { reference?: string } | undefined)?.reference
    return reference === value || reference?.split('/')[1] === value
  },
  'Observation?_compartment=%word': ({ subject: of }, value) => (of as { reference?: string }).reference === value,
  'Patient?family=%word': ({ name }, value) =>
    (name as { family: string }[] | undefined)?.[0]?.family.toLowerCase().startsWith(value.toLowerCase()) === true,
  'Observation?date=%word': ({ effectiveDateTime }, value) =>
    typeof effectiveDateTime === 'string' && effectiveDateTime.startsWith(value),
}

function codesOf(concept: unknown): readonly string[] {
  return ((concept as { coding?: { code: string }[] } | undefined)?.coding ?? []).map(({ code }) => code)
}

describe('a parameter with a character of the search syntax', () => {
  const syntax = [',', '|', '&', '%', '\\', '$', '=', '?', '%61', '%2C', '%word', ':']
  const piece = fc.constantFrom('a', 'b', '1', 'final', 'Ada', '2024', ...syntax)
  const plain = ['1', 'final', 'a', 'a,b', 'Patient/1', 'Ad', '2024']
  const hostile = [
    '|a',
    'a|',
    'urn:c|',
    'urn:c|a',
    'a,',
    ',a',
    '1,2',
    'a\\,b',
    'final&code=b',
    'Patient/1,Patient/2',
    'ne2024',
  ]
  const mixed = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''))
  // A third are values that resources hold, so that rights are given often enough to be judged.
  const text = fc.oneof(mixed, fc.constantFrom(...plain), fc.constantFrom(...hostile))
  const many = fc.array(resource, { minLength: 12, maxLength: 16, size: 'max' })
  const reader: Subject = { profile: 'Practitioner/1', admin: false }

  test(
    'never widens',
    () => {
      const permitted = new Tally()
      const criterias = fc.constantFrom(...Object.keys(atMost))
      const property = fc.property(criterias, text, many, (criteria, value, several) => {
        const [resourceType = ''] = criteria.split('?')
        const policy: WireGrant['policy'] = {
          resourceType: 'AccessPolicy',
          resource: [{ resourceType, criteria }],
        }
        const access = accessOf([{ policy, parameters: [{ name: 'word', valueString: value }] }], reader)
        return everywhere(
          several,
          (interaction, one) =>
            !permitted.count(permits(access, interaction, one)) ||
            (one.resourceType === resourceType && atMost[criteria]?.(one, value) === true),
        )
      })
      expect(verdictOf(property, { numRuns: manyRuns })).toBe('holds')
      expect(permitted.yes).toBeGreaterThan(manyRuns / 10)
    },
    timeout,
  )
})

describe('what uncovered finds nothing in', () => {
  /** An entry made from one of the holder's own: narrower, equal, or slightly different. */
  function variationOf(
    from: WireEntry,
    other: WireEntry,
    { isTyped, isWritten, isAsHeld }: { isTyped: boolean; isWritten: boolean; isAsHeld: boolean },
  ): WireEntry {
    const resourceType =
      from.resourceType === '*' && isTyped && other.resourceType !== 'Binary' ? other.resourceType : from.resourceType
    const demands = [from, ...(other.resourceType === resourceType ? [other] : [])].flatMap(({ criteria }) =>
      criteria === undefined ? [] : criteria.slice(criteria.indexOf('?') + 1).split('&'),
    )
    // The holder's placeholders written out, as by a person who passes on their own record.
    const written = isWritten
      ? demands.map((demand) => demand.replaceAll(/%(patient|profile)(?![.\w])/g, 'Patient/1'))
      : demands
    return {
      ...from,
      resourceType,
      ...(written.length > 0 && { criteria: `${resourceType}?${written.join('&')}` }),
      ...(!isAsHeld && other.interaction && { interaction: other.interaction }),
    }
  }

  function derivedFrom(own: readonly WireEntry[]): fc.Arbitrary<WireEntry> {
    if (own.length === 0) return entry
    const mostly = fc.constantFrom(true, true, true, false)
    const flags = fc.record({ isTyped: fc.boolean(), isWritten: mostly, isAsHeld: mostly })
    const variation = fc.tuple(fc.constantFrom(...own), entry, flags).map((parts) => variationOf(...parts))
    return fc.oneof({ weight: 1, arbitrary: entry }, { weight: 6, arbitrary: variation })
  }

  const scene = fc.array(grant, { minLength: 1, maxLength: 2 }).chain((held) => {
    const own = held.flatMap(({ policy }) => policy.resource)
    const resource = fc.array(derivedFrom(own), { minLength: 1, maxLength: 2 })
    const compartment = fc.constantFrom(undefined, ...held.map(({ policy }) => policy.compartment))
    return fc.record({
      held: fc.constant(held),
      holder: fc.oneof(subject, fc.constantFrom(...[true, false].map((admin) => ({ profile: 'Patient/1', admin })))),
      policy: fc
        .tuple(resource, compartment)
        .map(([all, account]): WireGrant['policy'] =>
          account === undefined
            ? { resourceType: 'AccessPolicy', resource: all }
            : { resourceType: 'AccessPolicy', resource: all, compartment: account },
        ),
    })
  })

  test(
    'gives nobody a right that the holder lacks',
    () => {
      const covered = new Tally()
      const used = new Tally()
      const receivers = fc.array(fc.record({ who: subject, parameters }), { minLength: 3, maxLength: 3 })
      const property = fc.property(scene, receivers, resources, ({ held, holder, policy }, several, stored) => {
        const beyond = uncovered(accessOf(held, holder), compiled(policy))
        if (!covered.count(beyond.length === 0)) return true
        return several.every((receiver) => {
          const given = [{ policy, parameters: receiver.parameters }]
          return everywhere(
            stored,
            (interaction, one) =>
              !used.count(naivelyPermits(given, receiver.who, interaction, one)) ||
              naivelyPermits(held, holder, interaction, one),
          )
        })
      })
      expect(verdictOf(property, { numRuns: manyRuns })).toBe('holds')
      expect(covered.yes).toBeGreaterThan(manyRuns / 40)
      expect(used.yes).toBeGreaterThan(manyRuns / 20)
    },
    timeout,
  )

  test(
    'is what a comparison of every pair finds nothing in',
    () => {
      // Lists from such a small pool that one often contains or overlaps another.
      const values = fc.subarray(['1', '2', '3', '4'], { minLength: 1 }).map((all) => all.join(','))
      const clause = fc.tuple(fc.constantFrom('_id', 'code', 'status', 'status:not'), values)
      const narrow = fc
        .record({
          type: fc.constantFrom('Observation', 'Observation', 'Task'),
          clauses: fc.array(clause, { minLength: 1, maxLength: 3 }),
          interaction: fc.subarray(['read', 'create', 'history'], { minLength: 1 }),
        })
        .map(
          ({ type, clauses, interaction }): WireEntry => ({
            resourceType: type,
            criteria: `${type}?${clauses.map(([name, list]) => `${name}=${list}`).join('&')}`,
            interaction,
          }),
        )
      const policyOf = (resource: fc.Arbitrary<WireEntry[]>): fc.Arbitrary<WireGrant['policy']> =>
        resource.map((all) => ({ resourceType: 'AccessPolicy', resource: all }))
      const plain = fc.record({
        held: policyOf(fc.array(narrow, { minLength: 1, maxLength: 5 })).map((policy) => [{ policy, parameters: [] }]),
        holder: subject,
        policy: policyOf(fc.array(narrow, { minLength: 1, maxLength: 3 })),
      })
      const [all, some, none] = [new Tally(), new Tally(), new Tally()]
      const scopes = fc.option(fc.array(scopeText(), { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 3 })
      const property = fc.property(fc.oneof(scene, plain, plain), scopes, ({ held, holder, policy }, texts) => {
        const access = accessOf(held, holder)
        const asked = texts === undefined ? access : scopedAccess(access, texts.map(scopeOf), { patient: 'Patient/1' })
        const given = compiled(policy)
        const found = uncovered(asked, given).map(({ interaction, expression }) => `${interaction} ${expression}`)
        const rights = given.entries.reduce((sum, { interactions: of }) => sum + of.size, 0)
        all.count(found.length === 0)
        some.count(found.length > 0 && found.length < rights)
        none.count(found.length === rights)
        expect(found).toEqual(uncoveredPairwise(asked, given))
      })
      expect(verdictOf(property, { numRuns: manyRuns })).toBe('holds')
      for (const tally of [all, some, none]) expect(tally.yes).toBeGreaterThan(manyRuns / 500)
    },
    timeout,
  )

  test(
    'includes the own rights of an administrator that hold no placeholder',
    () => {
      const asked = new Tally()
      const admin: Subject = { profile: 'Practitioner/1', admin: true }
      const plain = fc
        .array(entry, { minLength: 1, maxLength: 4 })
        .map((all) => all.filter((one) => !/%|Login|AuditEvent/.test(JSON.stringify(one))))
      const property = fc.property(plain, (entries) => {
        const policy: WireGrant['policy'] = { resourceType: 'AccessPolicy', resource: entries }
        asked.count(entries.length > 0)
        return uncovered(accessOf([{ policy, parameters: [] }], admin), compiled(policy)).length === 0
      })
      expect(verdictOf(property, { numRuns: manyRuns })).toBe('holds')
      expect(asked.yes).toBeGreaterThan(manyRuns / 4)
    },
    timeout,
  )
})
