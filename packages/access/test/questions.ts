/** Random members, clients and Bots, and what they ask for. */
import type { Condition } from '@damson/fhir'
import * as fc from 'fast-check'
import {
  type Access,
  type Asked,
  actingAccess,
  decide,
  type Interaction,
  runningAccess,
  type Subject,
  scopedAccess,
} from '../src/index.ts'
import { accessOf, permits } from './bound.ts'
import { kept } from './kept.ts'
import { matchesOne, type Subjected, type WireGrant } from './naive.ts'
import { grants, resource, subject } from './random.ts'
import { scopeOf, scopeText } from './scopes.ts'

/** Who asks: the same tree as an `Access`, in the words of the wire. */
export type Asker =
  | { readonly is: 'policies'; readonly grants: readonly WireGrant[]; readonly subject: Subject }
  | {
      readonly is: 'scopes'
      readonly of: Asker
      readonly texts: readonly string[]
      readonly patient?: string | undefined
      readonly fhirUser?: string | undefined
    }
  | { readonly is: 'acting' | 'running'; readonly one: Asker; readonly other: Asker }

export interface Question {
  readonly asker: Asker
  readonly interaction: Interaction
  readonly one: Subjected
  /** Whether the question is about the resource, or about its type. */
  readonly ofOne: boolean
}

export const INTERACTIONS: readonly Interaction[] = [
  'read',
  'vread',
  'update',
  'delete',
  'history',
  'create',
  'search',
  'history-type',
  'execute',
  'guard',
]

const wide: WireGrant = {
  policy: { resourceType: 'AccessPolicy', resource: [{ resourceType: '*' }, { resourceType: 'Bot' }] },
  parameters: [],
}

/** Some have rights to nearly everything, so that what narrows them decides. */
const member = fc.record({ given: grants, isWide: fc.nat(3), subject }).map(
  ({ given, isWide, subject }): Asker => ({
    is: 'policies',
    grants: isWide === 0 ? [...given, wide] : given,
    subject,
  }),
)

const patient = fc.constantFrom(undefined, 'Patient/1', 'Patient/1')

const scoped = (of: fc.Arbitrary<Asker>): fc.Arbitrary<Asker> =>
  fc
    .record({
      of,
      texts: fc.array(scopeText(['patient', 'user']), { maxLength: 2 }),
      patient,
      fhirUser: fc.option(fc.constantFrom('Patient/1', 'Practitioner/1'), { nil: undefined, freq: 1 }),
    })
    .map((all) => ({ is: 'scopes', ...all }))

const perhapsScoped = fc.oneof({ weight: 2, arbitrary: member }, scoped(member), scoped(scoped(member)))

const shared: fc.Arbitrary<Asker> = fc.record({
  is: fc.constantFrom('acting' as const, 'acting' as const, 'running' as const),
  one: perhapsScoped,
  other: perhapsScoped,
})

/** A person or a program, and the resources that every question is asked about. */
interface Interview {
  readonly asker: Asker
  readonly ones: readonly Subjected[]
  /** Which questions are about a type alone: a third of them. */
  readonly turn: number
}

export const RESOURCES_EACH = 2

export const interview: fc.Arbitrary<Interview> = fc.record({
  asker: fc.oneof({ weight: 3, arbitrary: perhapsScoped }, { weight: 2, arbitrary: shared }, scoped(shared)),
  ones: fc.array(resource, { minLength: RESOURCES_EACH, maxLength: RESOURCES_EACH }),
  turn: fc.nat(2),
})

export const questionsOf = ({ asker, ones, turn }: Interview): readonly Question[] =>
  ones.flatMap((one, at) =>
    INTERACTIONS.map((interaction, number) => ({ asker, interaction, one, ofOne: (at + number + turn) % 3 > 0 })),
  )

/** The access that the server would decide with. */
export const accessFor: (asker: Asker) => Access = kept((asker) => {
  switch (asker.is) {
    case 'policies':
      return accessOf(asker.grants, asker.subject)
    case 'scopes':
      return scopedAccess(accessFor(asker.of), asker.texts.map(scopeOf), asker)
    case 'acting':
      return actingAccess(accessFor(asker.one), accessFor(asker.other))
    case 'running':
      return runningAccess(accessFor(asker.one), accessFor(asker.other))
  }
})

export const askedOf = ({ interaction, one, ofOne }: Question): Asked => ({
  interaction,
  resourceType: one.resourceType,
  ...(ofOne && { resource: { id: one.id, satisfies: (condition: Condition) => matchesOne(one, condition) } }),
})

/** What the server decides. */
export function isAllowed({ asker, interaction, one, ofOne }: Question): boolean {
  const access = accessFor(asker)
  if (ofOne) return permits(access, interaction, one)
  return decide(access, { interaction, resourceType: one.resourceType }).verdict === 'permit'
}
