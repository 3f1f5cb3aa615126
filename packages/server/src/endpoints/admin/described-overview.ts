import { z } from 'zod'
import { type Described, INSTANT, json, said } from '#base/openapi'
import { LISTED_FINDINGS } from '#domain/posture'
import { BasicBody } from './basic.ts'

const PROJECT = '/admin/projects/:projectId'
const Named = z.object({ reference: z.string(), display: z.string().optional(), email: z.string().optional() })

const Client = z
  .object({
    id: z.string(),
    name: z.string().optional(),
    kind: z.enum(['app', 'server', 'device']),
    active: z.boolean(),
    tokenEndpointAuthMethod: z.string(),
    basicAllowed: z.boolean(),
    firstParty: z.boolean(),
    needsOwner: z.boolean().meta({
      description: 'It acts for people, and you are no owner of the project: you cannot change it or its secret.',
    }),
    membership: Named.optional(),
    policies: z
      .array(Named)
      .optional()
      .meta({ description: 'The policies in force, where you may see the membership.' }),
    createdAt: INSTANT.optional(),
    lastUse: z
      .object({
        at: INSTANT,
        how: z
          .enum(['secret', 'old_secret', 'key', 'workload', 'token', 'basic'])
          .optional()
          .meta({ description: 'token: a token for a person.' }),
        address: z.string().optional(),
        program: z.string().optional(),
      })
      .optional(),
    lastBasicAt: INSTANT.optional(),
    secretCreatedAt: INSTANT.optional(),
    oldSecret: z
      .object({ createdAt: INSTANT, lastUsedAt: INSTANT.optional(), lastAddress: z.string().optional() })
      .optional()
      .meta({ description: 'The secret that a rotation left beside the new one, and who still uses it.' }),
    fhirRequestLimit: z.int().optional(),
  })
  .meta({ id: 'ListedClient', title: 'A client as listed' })

const Finding = z
  .object({
    code: z.string(),
    severity: z.enum(['high', 'medium', 'low']),
    title: z.string(),
    why: z.string(),
    remedy: z.string(),
    count: z.int(),
    isMore: z.boolean().meta({ description: 'There are more than are counted.' }),
    affected: z.array(
      z.object({
        reference: z.string().optional(),
        profile: z.string().optional(),
        display: z.string().optional(),
        at: INSTANT.optional(),
        state: z.string().optional(),
        percent: z.int().optional(),
      }),
    ),
  })
  .meta({ id: 'Finding', title: 'Something that is not as it should be' })

const Figures = z
  .object({
    from: INSTANT,
    signIns: z.int(),
    signInsRefused: z.int(),
    invalidAuthorizationRequests: z.int().meta({
      description: 'Refused for what the app asked, before anybody typed anything. Anybody can make such requests.',
    }),
    tokens: z.int(),
    tokensRefused: z.int(),
    requests: z.int().meta({ description: 'Without those for sign-ins and tokens.' }),
    requestsRefused: z.int(),
    requestsFailed: z.int(),
    latencyMs: z.object({ p50: z.number(), p95: z.number() }).optional(),
  })
  .meta({ id: 'Figures', title: 'How much happened' })

export const OVERVIEW: Described['operations'] = {
  [`GET ${PROJECT}/posture`]: {
    summary: 'Read what of the project is not as it should be',
    description: 'Each finding says why it matters, what to do, and what is affected, as far as you may see it.',
    answers: {
      200: said(
        'The findings, and all that was looked at.',
        z.object({
          checkedAt: INSTANT,
          version: z.string(),
          baseUrl: z.string(),
          findings: z.array(Finding),
          checks: z.array(z.object({ code: z.string(), state: z.enum(['ok', 'found', 'unknown', 'not_allowed']) })),
          signingKeys: z.array(z.object({ algorithm: z.string(), signsFrom: INSTANT })),
        }),
      ),
    },
  },
  [`GET ${PROJECT}/figures`]: {
    summary: 'Read how much happens in the project',
    query: z.object({
      period: z
        .enum(['day', 'month'])
        .optional()
        .meta({ description: 'day: 24 hours, by default; month: 31 days, in UTC.' }),
    }),
    answers: {
      200: said(
        'Sign-ins, tokens and requests; and who used 80 % of a limit in the last day.',
        z.object({
          period: z.enum(['day', 'month']),
          until: INSTANT,
          total: Figures,
          buckets: z.array(Figures),
          limits: z
            .array(z.object({ name: z.string(), subject: Named, percent: z.int(), hour: INSTANT }))
            .optional()
            .meta({ description: 'For those whose role covers members and clients.' }),
        }),
      ),
    },
  },
  [`GET ${PROJECT}/clients`]: {
    summary: 'List the clients by name, with their last use',
    query: z.object({
      id: z.string().optional().meta({ description: 'The id of one client.' }),
      name: z.string().optional().meta({ description: 'A part of the name.' }),
      kind: z.enum(['app', 'server', 'device']).optional(),
      active: z.enum(['true', 'false']).optional(),
      basic: z
        .literal('true')
        .optional()
        .meta({ description: 'Those that may use Basic: those that used it last first.' }),
      finding: z.enum(LISTED_FINDINGS.ClientApplication).optional().meta({
        description: 'A finding of the posture: the clients that it is about. Send it without another filter.',
      }),
      _count: z.string().optional().meta({ description: 'How many on a page: at most 100, by default 20.' }),
      _cursor: z.string().optional().meta({ description: 'The next page, as the page before names it.' }),
    }),
    answers: {
      200: said(
        'A page of clients.',
        z.object({
          clients: z.array(Client),
          total: z
            .number()
            .optional()
            .meta({ description: 'With basic: how many may use Basic, of those you may see.' }),
          next: z.string().optional().meta({ description: 'The address of the next page.' }),
        }),
      ),
    },
  },
  [`GET ${PROJECT}/policies`]: {
    summary: 'List the access policies that a finding of the posture is about',
    query: z.object({
      finding: z.enum(LISTED_FINDINGS.AccessPolicy),
      _count: z.string().optional().meta({ description: 'How many on a page: at most 100, by default 20.' }),
      _cursor: z.string().optional().meta({ description: 'The next page, as the page before names it.' }),
    }),
    answers: {
      200: said(
        'A page of policies.',
        z.object({
          policies: z.array(Named),
          next: z.string().optional().meta({ description: 'The address of the next page.' }),
        }),
      ),
    },
  },
  [`POST ${PROJECT}/clients/basic`]: {
    summary: 'End Basic for many clients at once, or allow it again',
    description:
      'All are changed, or none: a refusal names the client that it is about. Without clients, at most 200 are ' +
      'changed at once: send it again until left is 0.',
    body: json(BasicBody),
    answers: {
      200: said(
        'Who was changed, and how many of those you may see may still use Basic.',
        z.object({ changed: z.array(Named), left: z.number() }),
      ),
    },
  },
}
