import {
  type Condition,
  type Patient,
  type Practitioner,
  parseSearch,
  type RelatedPerson,
  splitQuery,
} from '@damson/fhir'
import type { Tx } from '#base/db'
import { uuid } from '#base/random'
import { createGated, type Gates, type Stored, searchResources } from '#domain/resources'

export type ProfileType = 'Patient' | 'Practitioner' | 'RelatedPerson'

export interface ProfileDraft {
  readonly project: string
  readonly type: ProfileType
  readonly firstName: string
  readonly lastName: string
  readonly email?: string | undefined
  /** In E.164. */
  readonly phone?: string | undefined
  /** `Patient/…`, for a RelatedPerson. */
  readonly patient?: string | undefined
  readonly author: string
}

/** Makes a person's profile. */
export async function createProfile(tx: Tx, gates: Gates, draft: ProfileDraft, now: Date): Promise<Stored> {
  const { project, type, firstName, lastName, email, phone, patient, author } = draft
  const person = {
    name: [{ given: [firstName], family: lastName }],
    ...(email !== undefined && {
      telecom: [{ system: 'email' as const, value: email, use: 'work' as const }],
    }),
    ...(phone !== undefined && { telecom: [{ system: 'phone' as const, value: phone, use: 'mobile' as const }] }),
  }
  const resource: Patient | Practitioner | RelatedPerson =
    type === 'RelatedPerson'
      ? { resourceType: type, patient: { reference: patient ?? '' }, ...person }
      : { resourceType: type, ...person }
  const id = uuid()
  const written = await createGated(tx, gates, { project, type, id, resource, author }, now)
  if (!written.ok) throw new Error(`a profile was refused: ${written.refusal.code}`)
  return written.value.stored
}

/** The only reachable profile of a type with this address; undefined when there is none, or more than one. */
export async function findProfile(
  tx: Tx,
  project: string,
  type: ProfileType,
  email: string,
  reach: Condition,
): Promise<Stored | undefined> {
  const search = parseSearch(type, splitQuery([['email', email.replace(/[\\$,|]/g, '\\$&')]]))
  if (!search.ok) return undefined
  const { resources } = await searchResources(tx, project, search.value, reach, 2)
  return resources.length === 1 ? resources[0] : undefined
}
