import type { Patient, Practitioner, RelatedPerson } from '@damson/fhir'
import type { Tx } from '#base/db'
import { findResource, resourceOf } from '#domain/resources'

/** A profile as its owner recognises it. */
export interface ProfileName {
  readonly name: string | undefined
  /** What one is there, such as "Patient". */
  readonly role: string
}

/** Reads the names of a person's own profile, to show them to that person. */
export async function profileName(tx: Tx, project: string, profile: string): Promise<ProfileName> {
  const [type = '', id = ''] = profile.split('/')
  const stored = await findResource(tx, project, type, id)
  const resource = stored === undefined ? undefined : resourceOf<Practitioner | Patient | RelatedPerson>(stored)
  return { name: fullName(resource), role: roleOf(type, resource) }
}

function fullName(resource: Practitioner | Patient | RelatedPerson | undefined): string | undefined {
  const name = resource?.name?.[0]
  const text = name?.text ?? [...(name?.given ?? []), name?.family].filter(Boolean).join(' ')
  return text === '' ? undefined : text
}

function roleOf(type: string, resource: Practitioner | Patient | RelatedPerson | undefined): string {
  if (type === 'Patient') return 'Patient'
  if (type === 'Practitioner') return 'Clinician or staff'
  const patient = resource?.resourceType === 'RelatedPerson' ? resource.patient.display : undefined
  return patient === undefined ? 'Family or carer' : `Family or carer of ${patient}`
}
