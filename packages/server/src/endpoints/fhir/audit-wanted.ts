import { type Condition, namedIn, splitQuery } from '@damson/fhir'
import { badRequest, forbidden } from '#answers'
import { told } from '#base/findings'
import { isUuid, timeOfUuid } from '#base/random'
import { isAuditCondition, readAuditSearch } from '#domain/audit'
import { narrowed } from '#domain/resources'
import type { NamesOf } from './audit-names.ts'
import type { FhirContext } from './dependencies.ts'
import { searchRefused } from './search-refused.ts'

type Pairs = readonly (readonly [name: string, value: string])[]
type AuditSearch = Extract<ReturnType<typeof readAuditSearch>, { readonly ok: true }>['value']

/** The events that a caller asks for, and may read. */
export interface WantedOfAudit extends AuditSearch {
  /** Whether the answer names people and apps beside their references. */
  readonly names: NamesOf
  /** What of all events the caller may read; `condition` has it, too. */
  readonly within: Condition
  /** The patients that the search names. */
  readonly patients: readonly string[]
}

/** Our own parameter: with `true`, references in the answer have the names that the caller may read. */
const NAMES = '_names'
/** Our own parameter: the id of the event after which the answer begins. */
const AFTER = '_after'

/** Reads a search of the audit, within the caller's policy. Every fault is told. */
export function readWanted(
  { deps: { issuers, clock }, grantee: { project } }: FhirContext,
  pairs: Pairs,
  narrowing: Condition,
): WantedOfAudit {
  if (!isAuditCondition(narrowing))
    throw forbidden(
      told`Your access policy narrows AuditEvent by criteria that a search of the audit does not support: read events
        by their id.`,
      'audit_narrowing',
    )
  const { rest, value: names = 'false' } = taken(pairs, NAMES)
  if (names !== 'true' && names !== 'false') throw badRequest('_names must be true or false.', NAMES, 'invalid_names')
  const search = readAuditSearch(splitQuery(rest), { baseUrls: issuers.fhirUrlsOf(project), now: clock.now() })
  if (!search.ok) throw searchRefused(search.refusal)
  const { references } = namedIn({ type: 'AuditEvent', condition: search.value.condition })
  return {
    ...search.value,
    condition: narrowed(search.value.condition, narrowing),
    within: narrowing,
    names: names === 'true' ? 'everybody' : 'nobody',
    patients: references.filter((reference) => reference.startsWith('Patient/')),
  }
}

/** The event after which an answer begins; its id has its time, so it need not exist. Undefined: at the beginning. */
export function readAfter(pairs: Pairs): {
  readonly rest: Pairs
  readonly after: { readonly at: Date; readonly id: string } | undefined
} {
  const { rest, value: id } = taken(pairs, AFTER)
  if (id === undefined) return { rest, after: undefined }
  const at = isUuid(id) ? timeOfUuid(id) : undefined
  if (at === undefined) throw badRequest('_after must be the id of an AuditEvent.', AFTER, 'invalid_after')
  return { rest, after: { at, id } }
}

/** A parameter of ours, which may be sent once, and the others. */
export function taken(pairs: Pairs, name: string): { readonly rest: Pairs; readonly value: string | undefined } {
  const found = pairs.filter(([one]) => one === name)
  if (found.length > 1) throw badRequest('Send each parameter once.', name, 'repeated_parameter')
  return { rest: pairs.filter(([one]) => one !== name), value: found[0]?.[1] }
}
