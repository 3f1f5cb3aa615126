import type { Patient, Practitioner, RelatedPerson } from '@damson/fhir'
import type { Tx } from '#base/db'
import { findResource, resourceOf } from '#domain/resources'

/** A profile as its owner recognises it. */
export interface ProfileName {
  readonly name: string | undefined
  /** What one is there. */
  readonly type: 'Patient' | 'Practitioner' | 'RelatedPerson'
  /** Whose family or carer, where the record says it. */
  readonly relatedTo: string | undefined
}

/** Reads the names of a person's own profile, to show them to that person. */
export async function profileName(tx: Tx, project: string, profile: string): Promise<ProfileName> {
  const [type = '', id = ''] = profile.split('/')
  const stored = await findResource(tx, project, type, id)
  const resource = stored === undefined ? undefined : resourceOf<Practitioner | Patient | RelatedPerson>(stored)
  return {
    name: fullName(resource),
    type: type === 'Patient' || type === 'Practitioner' ? type : 'RelatedPerson',
    relatedTo: resource?.resourceType === 'RelatedPerson' ? resource.patient.display : undefined,
  }
}

/** The first name of a profile as one text. */
export function fullName(resource: Practitioner | Patient | RelatedPerson | undefined): string | undefined {
  const name = resource?.name?.[0]
  const text = name?.text ?? [...(name?.given ?? []), name?.family].filter(Boolean).join(' ')
  return text === '' ? undefined : text
}
