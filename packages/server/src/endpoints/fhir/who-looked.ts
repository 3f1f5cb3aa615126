import { decide } from '@damson/access'
import type { Condition } from '@damson/fhir'
import { forbidden, refuseLimited } from '#answers'
import { readProject, recordAccessOf } from '#domain/projects'
import { type Look, looksAtRecord } from '#domain/record-access'
import { readResource } from '#domain/resources'
import { audited, eventOf } from './authorized.ts'
import type { FhirAnswer, FhirContext } from './dependencies.ts'

/** The profiles of people who may be the patient, or act for the patient. */
const PEOPLE = new Set(['Patient', 'RelatedPerson'])

/** `Patient/id/$who-looked`: tells a patient, or somebody who acts for the patient, who looked at the record. */
export function whoLooked(context: FhirContext, id: string): Promise<FhirAnswer> {
  const patient = `Patient/${id}`
  return audited(context, 'fhir.operation', patient, undefined, async () => {
    const { deps, grantee } = context
    const { project } = grantee
    refuseLimited(grantee, 'A token with resource scopes may not ask who looked: sign in without resource scopes.')
    const isOwn = grantee.profile === patient
    if (!isOwn && !(await actsFor(context, id)))
      throw forbidden(
        'Only the patient and those who act for the patient may ask who looked: read the audit instead.',
        'not_own_record',
      )
    const found = await readProject(deps.db, project)
    const disclosure = found === undefined ? undefined : recordAccessOf(found.resource)
    if (disclosure === undefined)
      throw forbidden('This project does not tell who looked at a record: ask its administrator.', 'not_told')
    const readableBy = isOwn ? undefined : (type: string): Condition | undefined => readable(context, type)
    const { looks, complete } = await looksAtRecord(
      deps.db,
      { project, patient, disclosure },
      readableBy,
      deps.clock.now(),
    )
    await deps.audit.committed(eventOf(context, 'fhir.operation', { entity: patient, patient }))
    const parameter = [
      { name: 'complete', valueBoolean: complete },
      ...looks.map((look) => ({ name: 'look', part: partsOf(look) })),
    ]
    return {
      status: 200,
      headers: { 'Cache-Control': 'no-store' },
      body: JSON.stringify({ resourceType: 'Parameters', parameter }),
    }
  })
}

async function actsFor(context: FhirContext, id: string): Promise<boolean> {
  const { deps, grantee } = context
  const narrowing = PEOPLE.has(grantee.profile.split('/')[0] ?? '') ? readable(context, 'Patient') : undefined
  if (narrowing === undefined) return false
  const found = await readResource(deps.db, grantee.project, 'Patient', id, narrowing)
  return found !== undefined && !found.deleted
}

function readable({ grantee }: FhirContext, resourceType: string): Condition | undefined {
  const decision = decide(grantee.access, { interaction: 'read', resourceType })
  return decision.verdict === 'permit' ? decision.narrowing : undefined
}

function partsOf({ day, who, role, name, resourceType, times }: Look): readonly object[] {
  return [
    { name: 'day', valueDate: day },
    { name: 'who', valueCode: who },
    ...(role === undefined ? [] : [{ name: 'role', valueString: role }]),
    ...(name === undefined ? [] : [{ name: 'name', valueString: name }]),
    { name: 'resourceType', valueCode: resourceType },
    { name: 'times', valueInteger: times },
  ]
}
