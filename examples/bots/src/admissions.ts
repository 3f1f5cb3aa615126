/** HL7 v2 → Patient and Encounter. A hospital sends ADT: A01 admits, A03 discharges, A08 corrects who somebody is. */
import { type BotEvent, type Hl7Message, type Hl7Segment, type MedplumClient, parseHl7DateTime } from '@medplum/core'
import type { Encounter, Patient } from '@medplum/fhirtypes'

const MRN = 'https://hillside.example/mrn'
const VISIT = 'https://hillside.example/visit'
const GENDERS = { F: 'female', M: 'male', O: 'other' } as const

export async function handler(client: MedplumClient, event: BotEvent<Hl7Message>): Promise<Hl7Message> {
  const message = event.input
  const [pid, pv1] = [message.getSegment('PID'), message.getSegment('PV1')]
  const mrn = pid?.getComponent(3, 1) ?? ''
  if (pid === undefined || mrn === '') return message.buildAck({ ackCode: 'AE' })

  const patient = await client.upsertResource(patientOf(pid, mrn), { identifier: `${MRN}|${mrn}` })
  const visit = pv1?.getComponent(19, 1) ?? ''
  const status = ({ A01: 'in-progress', A03: 'finished' } as const)[message.header.getComponent(9, 2)]
  if (pv1 !== undefined && visit !== '' && status !== undefined)
    await client.upsertResource(encounterOf(patient, pv1, visit, status), { identifier: `${VISIT}|${visit}` })
  return message.buildAck()
}

function patientOf(pid: Hl7Segment, mrn: string): Patient {
  const birthDate = parseHl7DateTime(pid.getComponent(7, 1))?.slice(0, 10)
  const gender = GENDERS[pid.getComponent(8, 1) as keyof typeof GENDERS] ?? 'unknown'
  return {
    resourceType: 'Patient',
    identifier: [{ system: MRN, value: mrn }],
    name: [{ family: pid.getComponent(5, 1), given: [pid.getComponent(5, 2)] }],
    gender,
    ...(birthDate !== undefined && { birthDate }),
  }
}

function encounterOf(patient: Patient, pv1: Hl7Segment, visit: string, status: Encounter['status']): Encounter {
  const [start, end] = [parseHl7DateTime(pv1.getComponent(44, 1)), parseHl7DateTime(pv1.getComponent(45, 1))]
  return {
    resourceType: 'Encounter',
    status,
    identifier: [{ system: VISIT, value: visit }],
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
    subject: { reference: `Patient/${patient.id}` },
    period: { ...(start !== undefined && { start }), ...(end !== undefined && { end }) },
  }
}
