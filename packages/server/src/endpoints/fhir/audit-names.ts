import type { RenderedEvent } from '#domain/audit'
import { namesWithAccounts } from '#domain/names'
import type { FhirContext } from './dependencies.ts'

/** Whose names an answer has beside the references. */
export type NamesOf = 'nobody' | 'all_but_patients' | 'everybody'

/** The names in a page of events. */
export interface NamesOfEvents {
  /** The event with `display` at each reference whose name the caller may read. */
  in(resource: RenderedEvent['resource']): object
  of(reference: string | undefined): string | undefined
  /** The patients whose records the names come from: the audit has to name them. */
  readonly patients: readonly string[]
}

/**
 * Types with names. Family and carers count as patients: their names come from a patient's record. So do memberships, whose
 * profile may be a patient.
 */
const NAMED: Readonly<Record<string, 'patient' | 'other'>> = {
  Patient: 'patient',
  RelatedPerson: 'patient',
  ProjectMembership: 'patient',
  Practitioner: 'other',
  ClientApplication: 'other',
  Bot: 'other',
  User: 'other',
  AccessPolicy: 'other',
  Project: 'other',
  ProjectIdentityProvider: 'other',
  DomainConfiguration: 'other',
}

interface Referring {
  readonly who?: { readonly reference?: string }
  readonly what?: { readonly reference?: string }
}
interface Parts {
  readonly agent?: readonly Referring[]
  readonly entity?: readonly Referring[]
}

/** Reads the names of the references in some events, as far as the caller's policy allows. */
export async function namesOfEvents(
  { deps: { db }, grantee }: FhirContext,
  whose: NamesOf,
  events: readonly RenderedEvent[],
): Promise<NamesOfEvents> {
  const isNamed = (reference: string): boolean => {
    const kind = NAMED[reference.split('/')[0] ?? '']
    return kind === 'other' || (kind === 'patient' && whose === 'everybody')
  }
  const references = whose === 'nobody' ? [] : events.flatMap(({ resource }) => referencesIn(resource)).filter(isNamed)
  const names = await namesWithAccounts(db, grantee, references)
  const of = (reference: string | undefined): string | undefined => {
    if (reference === undefined) return undefined
    const { display, email } = names.of(unversioned(reference))
    return display ?? email
  }
  const named = <T extends object>(key: 'who' | 'what', part: T & Referring): T => {
    const display = of(part[key]?.reference)
    return display === undefined ? part : { ...part, [key]: { ...part[key], display } }
  }
  return {
    in(resource) {
      const { agent, entity }: Parts = resource
      return {
        ...resource,
        ...(agent !== undefined && { agent: agent.map((one) => named('who', one)) }),
        ...(entity !== undefined && { entity: entity.map((one) => named('what', one)) }),
      }
    },
    of,
    patients: names.patients,
  }
}

function referencesIn({ agent = [], entity = [] }: Parts): readonly string[] {
  return [...agent, ...entity].flatMap(({ who, what }) => {
    const reference = who?.reference ?? what?.reference
    return reference === undefined ? [] : [unversioned(reference)]
  })
}

const unversioned = (reference: string): string => reference.split('/_history/')[0] ?? ''
