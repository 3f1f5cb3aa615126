import type { Patient, Practitioner, RelatedPerson } from '@damson/fhir'
import type { Tx } from '#base/db'
import { findResource, resourceOf } from '#domain/resources'

/** A profile in words that its owner recognises. */
export interface ProfileName {
  readonly name: string | undefined
  /** The person's role there. */
  readonly type: 'Patient' | 'Practitioner' | 'RelatedPerson'
  /** The patient whose family or carer it is, if the record names one. */
  readonly relatedTo: string | undefined
}

/** Reads the name of a person's own profile, to show it to that person. */
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
