import { z } from 'zod'
import { type Described, fhir, json, type Operation, OUTCOME, REFERENCE, said } from '#base/openapi'
import { AddBody, ChangeBody, EnforceBody } from './domains.ts'
import { ProviderClaimsBody } from './provider-claims.ts'
import { ProviderMoveBody } from './provider-move.ts'
import { ProviderTestBody } from './provider-test.ts'

const PROJECT = '/admin/projects/:projectId'

const Domain = z
  .object({
    id: z.string(),
    version: z.int().meta({ description: 'Of its configuration, for If-Match.' }),
    domain: z.string(),
    status: z.string(),
    enforced: z.boolean(),
    serverWide: z.boolean(),
    record: z
      .object({ type: z.literal('TXT'), name: z.string(), value: z.string() })
      .meta({ description: 'The TXT record to publish.' }),
    identityProvider: z.looseObject({}).optional(),
    provider: REFERENCE.optional(),
    tested: z.boolean().meta({ description: 'An administrator has tried the provider as it is configured now.' }),
    people: z.int().optional().meta({ description: 'Of one domain: how many members have an address there.' }),
    linked: z.int().optional().meta({ description: 'How many of them the provider has signed in before.' }),
  })
  .meta({ id: 'EmailDomain', title: 'An e-mail domain' })

const version = { ETag: 'The version, as W/"3".' }
const onlyIf = z.object({
  'If-Match': z.string().optional().meta({
    description: 'The version that is to be changed, as W/"3". Another one is answered with 412, and nothing changes.',
  }),
})
const domain = (summary: string, body?: Operation['body']): Operation => ({
  summary,
  ...(body !== undefined && { body, headers: onlyIf }),
  answers: { 200: { ...said('The domain.', Domain), headers: version } },
})
const ONE_DOMAIN = `${PROJECT}/domain/:domainId`

/** What identity providers and e-mail domains are asked for. */
export const describedProviders: Described['operations'] = {
  [`POST ${PROJECT}/provider-test`]: {
    summary: 'Ask for the address where an identity provider is tried',
    body: json(ProviderTestBody),
    answers: { 200: said('Open it within ten minutes.', z.object({ url: z.string() })) },
  },
  [`POST ${PROJECT}/provider-claims`]: {
    summary: 'See what claim rules make of the claims of a sample token',
    body: json(ProviderClaimsBody),
    answers: {
      200: said(
        'What they decide.',
        z.object({
          refused: z.string().optional(),
          profileType: z.string().optional(),
          accessPolicy: REFERENCE.optional(),
          secondFactor: z.boolean(),
          compliantDevice: z.boolean(),
          missingClaim: z.string().optional().meta({
            description: 'The claim that a rule needs and the token lacks, if the person is refused for that.',
          }),
          decidedBy: z
            .object({
              refused: z.int().optional(),
              profileType: z.int().optional(),
              accessPolicy: z.int().optional(),
              secondFactor: z.int().optional(),
              compliantDevice: z.int().optional(),
            })
            .meta({ description: 'Which rule decides: its position in claimRule, from 0. Absent where none does.' }),
        }),
      ),
    },
  },
  [`POST ${PROJECT}/provider-move`]: {
    summary: 'Make the provider of a client or domain one of the project',
    body: json(ProviderMoveBody),
    answers: { 201: fhir('The ProjectIdentityProvider.') },
  },
  [`GET ${PROJECT}/domain`]: {
    summary: 'List the e-mail domains',
    answers: { 200: said('The domains.', z.object({ domains: z.array(Domain) })) },
  },
  [`POST ${PROJECT}/domain`]: {
    summary: 'Add an e-mail domain',
    body: json(AddBody, { domain: 'clinic.example' }),
    answers: { 201: { ...said('The domain, with the record to publish.', Domain), headers: version } },
  },
  [`GET ${ONE_DOMAIN}`]: domain('Read an e-mail domain'),
  [`POST ${ONE_DOMAIN}`]: domain('Change the provider of an e-mail domain', json(ChangeBody)),
  [`POST ${ONE_DOMAIN}/verify`]: domain('Look for the DNS record of an e-mail domain'),
  [`POST ${ONE_DOMAIN}/enforce`]: domain(
    'Let everybody of an e-mail domain sign in with its provider',
    json(EnforceBody),
  ),
  [`DELETE ${ONE_DOMAIN}`]: {
    summary: 'Remove an e-mail domain',
    headers: onlyIf,
    answers: { 200: said('It is done.', OUTCOME) },
  },
}
