/** A notification. When a consent is given or withdrawn, the privacy officer gets a task, and the chart a flag. */
import { type BotEvent, createReference, getReferenceString, type MedplumClient } from '@medplum/core'
import type { Consent, Flag, Task } from '@medplum/fhirtypes'

export async function handler(client: MedplumClient, event: BotEvent<Consent>): Promise<Task | undefined> {
  const consent = event.input
  const patient = consent.patient
  if (patient === undefined) return undefined
  const isWithdrawn = consent.status === 'inactive' || consent.provision?.type === 'deny'
  const description = `${patient.display ?? getReferenceString(patient)} has ${isWithdrawn ? 'withdrawn' : 'given'} a consent.`

  if (isWithdrawn)
    await client.createResourceIfNoneExist<Flag>(
      {
        resourceType: 'Flag',
        status: 'active',
        identifier: [{ system: 'https://hillside.example/consent-flag', value: consent.id ?? '' }],
        code: { text: 'Consent withdrawn: ask before sharing' },
        subject: patient,
      },
      `identifier=https://hillside.example/consent-flag|${consent.id}`,
    )
  return client.createResource<Task>({
    resourceType: 'Task',
    status: 'requested',
    intent: 'order',
    description,
    focus: createReference(consent),
    for: patient,
    owner: { display: 'Privacy officer' },
  })
}
