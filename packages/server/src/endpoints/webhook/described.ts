import { z } from 'zod'
import { HL7_TYPE } from '#base/hl7'
import { bytes, type Described, fhir, type Operation } from '#base/openapi'

const delivery = (summary: string, body?: Operation['body']): Operation => ({
  summary,
  description:
    'The sender proves itself as the project has agreed with it: by a signature, a secret or a certificate. The guide is docs/webhooks.md.',
  ...(body !== undefined && { body }),
  answers: {
    200: bytes('What the Bot gave, or nothing.', '*/*'),
    202: fhir('It is done later.', 'outcome'),
    204: { says: 'It was taken.' },
  },
  refusesAs: HL7_TYPE,
})

export const describedWebhook: Described = {
  tag: 'Webhooks',
  about: 'The addresses at which others start Bots without an account here.',
  auth: 'anyone',
  parameters: { membershipId: 'The id of the Bot’s ProjectMembership, as the address of the webhook has it.' },
  operations: {
    'POST /webhook/:membershipId': delivery('Deliver an event', {
      types: ['*/*'],
      schema: z.unknown(),
      isOptional: true,
    }),
    'GET /webhook/:membershipId': delivery('Answer the question with which a sender makes sure of an address'),
  },
}
