import { z } from 'zod'

/** Schemas with an id are written once, below `components/schemas`. */

/** Any FHIR resource. Its elements are FHIR's: the document repeats none of them. */
export const RESOURCE = z.looseObject({ resourceType: z.string(), id: z.string().optional() }).meta({
  id: 'Resource',
  title: 'A FHIR R4 resource',
  description: 'A resource as https://hl7.org/fhir/R4 defines it. GET /fhir/R4/metadata lists the types.',
})

export const BUNDLE = z
  .looseObject({
    resourceType: z.literal('Bundle'),
    type: z.string(),
    total: z.int().optional(),
    link: z.array(z.looseObject({ relation: z.string(), url: z.string() })).optional(),
    entry: z.array(z.looseObject({})).optional(),
  })
  .meta({
    id: 'Bundle',
    title: 'A FHIR Bundle',
    description: 'A list of resources, or the answers to the entries of a batch: https://hl7.org/fhir/R4/bundle.html.',
  })

export const REFERENCE = z.object({ reference: z.string(), display: z.string().optional() }).meta({
  id: 'Reference',
  title: 'A reference to a resource',
  examples: [{ reference: 'Patient/1f4c0ba2-58b3-4a4e-9a37-2ab6e5c2f9d1' }],
})

/** A moment in UTC. */
export const INSTANT = z.string().meta({ format: 'date-time', examples: ['2026-11-29T22:50:00.000Z'] })

const text = z.looseObject({
  text: z.string().optional(),
  coding: z.array(z.looseObject({ system: z.string().optional(), code: z.string().optional() })).optional(),
})

export const OUTCOME = z
  .looseObject({
    resourceType: z.literal('OperationOutcome'),
    id: z.string().optional(),
    issue: z
      .array(
        z.looseObject({
          severity: z.enum(['fatal', 'error', 'warning', 'information']),
          code: z.string().meta({ description: 'The type of the issue, as FHIR names it.' }),
          details: text.optional().meta({
            description:
              'What is wrong and what to do. A code of the system urn:damson:reason, where there is one, is stable.',
          }),
          expression: z.array(z.string()).optional().meta({ description: 'The elements or fields that are at fault.' }),
          diagnostics: z.string().optional(),
        }),
      )
      .min(1),
  })
  .meta({
    id: 'OperationOutcome',
    title: 'An OperationOutcome',
    description: 'How the FHIR API, /admin and /auth say what happened: https://hl7.org/fhir/R4/operationoutcome.html.',
    examples: [
      {
        resourceType: 'OperationOutcome',
        id: 'forbidden',
        issue: [
          {
            severity: 'error',
            code: 'forbidden',
            details: {
              text: 'The access policy does not allow this.',
              coding: [{ system: 'urn:damson:reason', code: 'outside_policy' }],
            },
          },
        ],
      },
    ],
  })

export const OAUTH_ERROR = z
  .object({
    error: z.string().meta({ description: 'A code of RFC 6749, RFC 8628, RFC 8693 or OpenID Connect.' }),
    error_description: z.string().meta({ description: 'What is wrong and what to do.' }),
    error_uri: z.string().meta({ description: 'Where administrators of the project see why, while it is kept.' }),
  })
  .meta({
    id: 'OAuthError',
    title: 'An OAuth error',
    description: 'How the endpoints of OAuth and OpenID Connect refuse a request: RFC 6749, section 5.2.',
    examples: [
      {
        error: 'invalid_grant',
        error_description: 'The code was used before: sign in again.',
        error_uri: 'https://id.example.org/auth/trace/5f0c7d0e-2f0f-4c07-8a52-0a4c0d0f3c11',
      },
    ],
  })
