/**
 * HL7 v2 → Observations. A laboratory sends ORU^R01; each OBX with a number becomes an Observation. A message that is sent
 * again changes nothing: a result is known by its order and its place in the message.
 */
import {
  type BotEvent,
  type Hl7Field,
  type Hl7Message,
  Hl7Segment,
  LOINC,
  type MedplumClient,
  parseHl7DateTime,
  UCUM,
} from '@medplum/core'
import type { BundleEntry, Observation, Patient } from '@medplum/fhirtypes'

const MRN = 'https://hillside.example/mrn'
const RESULT = 'https://hillside.example/lab-result'

export async function handler(client: MedplumClient, event: BotEvent<Hl7Message>): Promise<Hl7Message> {
  const message = event.input
  const mrn = message.getSegment('PID')?.getComponent(3, 1)
  const patient = await client.searchOne('Patient', { identifier: `${MRN}|${mrn}` })
  if (patient === undefined)
    return message.buildAck({ ackCode: 'AE', errSegment: wrong('PID^1^3', '204', `No patient has the number ${mrn}.`) })

  const order = message.getSegment('OBR')?.getComponent(3, 1)
  const entry: BundleEntry[] = []
  for (const [at, obx] of message.getAllSegments('OBX').entries()) {
    const value = Number(obx.getComponent(5, 1))
    if (obx.getComponent(2, 1) !== 'NM' || Number.isNaN(value))
      return message.buildAck({ ackCode: 'AE', errSegment: wrong(`OBX^${at + 1}^5`, '102', 'A result is a number.') })
    const key = `${order}-${at + 1}`
    const ifNoneExist = `identifier=${encodeURIComponent(`${RESULT}|${key}`)}`
    const resource = observationOf(patient, obx, value, key)
    entry.push({ resource, request: { method: 'POST', url: 'Observation', ifNoneExist } })
  }
  const answer = await client.executeBatch({ resourceType: 'Bundle', type: 'batch', entry })
  const failed = (answer.entry ?? []).findIndex(({ response }) => response?.status.startsWith('2') !== true)
  // The laboratory sends the message again: what is there already stays as it is.
  if (failed >= 0)
    return message.buildAck({ ackCode: 'AE', errSegment: wrong(`OBX^${failed + 1}`, '207', 'It could not be kept.') })
  return message.buildAck()
}

function observationOf(patient: Patient, obx: Hl7Segment, value: number, key: string): Observation {
  const code: Hl7Field = obx.getField(3)
  const effectiveDateTime = parseHl7DateTime(obx.getComponent(14, 1))
  return {
    resourceType: 'Observation',
    status: obx.getComponent(11, 1) === 'F' ? 'final' : 'preliminary',
    identifier: [{ system: RESULT, value: key }],
    code: { coding: [{ system: LOINC, code: code.getComponent(1), display: code.getComponent(2) }] },
    subject: { reference: `Patient/${patient.id}` },
    valueQuantity: { value, unit: obx.getComponent(6, 1), system: UCUM, code: obx.getComponent(6, 1) },
    ...(effectiveDateTime !== undefined && { effectiveDateTime }),
  }
}

function wrong(place: string, code: string, text: string): Hl7Segment {
  return new Hl7Segment(['ERR', '', place, `${code}^^HL70357`, 'E', '', '', '', text])
}
