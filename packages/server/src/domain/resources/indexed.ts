import {
  accepted,
  type Binary,
  compartmentSteps,
  compartmentsIn,
  type IndexOptions,
  indexSteps,
  type Resource,
  type Result,
  refused,
} from '@damson/fhir'
import { told } from '#base/findings'
import { inSlices } from '#base/slices'
import type { Draft, ResourceIndex } from './stored.ts'
import { type WriteRefusal, writeRefusal } from './write-refusal.ts'

/** A draft that is ready to be written. */
export type IndexedDraft = Draft & { readonly index: ResourceIndex }

/** Each is a row or a hash of the index: a resource with many takes seconds to write, and others wait. */
export const MOST_ENTRIES = 10_000
/** Each read writes an event per patient: a resource about thousands would block the audit for everyone. */
export const MOST_PATIENTS = 1_000

const TOO_MANY_ENTRIES: WriteRefusal = writeRefusal(
  'too_large',
  'too_many_index_entries',
  told`This resource would have more than ${MOST_ENTRIES} index entries, which is the limit: each name, identifier,
    code, date, quantity and reference that can be searched for needs one or more. Split it into several resources.`,
)

const ABOUT_TOO_MANY: WriteRefusal = writeRefusal(
  'invalid',
  'too_many_patients',
  `A resource can be in the records of at most ${MOST_PATIENTS} patients: split it into several resources.`,
)

/** Indexes a draft in slices, unless it is indexed; refuses one with too many entries or patients. */
export async function indexedDraft(draft: Draft): Promise<Result<IndexedDraft, WriteRefusal>> {
  if (isIndexed(draft)) return accepted(draft)
  const resource = withId(draft.resource, draft.id)
  const options = indexOptionsOf(draft)
  const { entries, isCut } = await inSlices(indexSteps(resource, options, MOST_ENTRIES))
  const compartments = isCut ? await inSlices(compartmentSteps(resource, options)) : compartmentsIn(entries)
  const patients = patientsOf(resource, compartments)
  if (patients.length > MOST_PATIENTS) return refused(ABOUT_TOO_MANY)
  if (isCut) return refused(TOO_MANY_ENTRIES)
  return accepted({ ...draft, resource, index: { entries, patients } })
}

const isIndexed = (draft: Draft): draft is IndexedDraft => draft.index !== undefined

/** The same object if it has the id already: what is cached for the object stays valid. */
export function withId(resource: Resource, id: string): Resource {
  return resource.id === id ? resource : { ...resource, id }
}

function indexOptionsOf({ baseUrls, account }: Draft): IndexOptions {
  return { ...(baseUrls !== undefined && { baseUrls }), ...(account !== undefined && { accounts: [account] }) }
}

function patientsOf(resource: Resource, compartments: readonly string[]): readonly string[] {
  const { securityContext } = resource.resourceType === 'Binary' ? (resource as Binary) : {}
  const guard = securityContext?.reference
  const references = [...compartments, ...(guard === undefined ? [] : [guard])]
  return references.filter((reference) => reference.startsWith('Patient/'))
}
