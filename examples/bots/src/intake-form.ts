/** Form → Patient. A filled-in questionnaire becomes a patient, and the answer is tied to who gave it. */
import {
  type BotEvent,
  badRequest,
  createReference,
  getQuestionnaireAnswers,
  type MedplumClient,
  OperationOutcomeError,
} from '@medplum/core'
import type { Patient, QuestionnaireResponse } from '@medplum/fhirtypes'

export async function handler(client: MedplumClient, event: BotEvent<QuestionnaireResponse>): Promise<Patient> {
  const answers = getQuestionnaireAnswers(event.input)
  const family = answers['family-name']?.valueString
  const birthDate = answers['birth-date']?.valueDate
  if (family === undefined || birthDate === undefined)
    throw new OperationOutcomeError(badRequest('The form needs a family name and a date of birth.'))

  const given = answers['given-name']?.valueString
  const email = answers['email']?.valueString
  const patient = await client.createResource<Patient>({
    resourceType: 'Patient',
    name: [{ family, ...(given !== undefined && { given: [given] }) }],
    birthDate,
    ...(email !== undefined && { telecom: [{ system: 'email', value: email }] }),
  })
  await client.createResource<QuestionnaireResponse>({
    ...event.input,
    status: 'completed',
    subject: createReference(patient),
  })
  return patient
}
