import { z } from 'zod'
import { type Described, INSTANT, REFERENCE, said } from '#base/openapi'

const Finding = z.object({
  severity: z.string(),
  what: z.string(),
  remedy: z.string(),
})

const Step = z.looseObject({
  id: z.string(),
  at: INSTANT,
  kind: z.string(),
  request: z.string(),
  status: z.int(),
  parameters: z.array(z.looseObject({ name: z.string() })),
  findings: z.array(Finding),
})

const List = z.object({
  developerMode: z.boolean(),
  steps: z.array(
    z.object({
      id: z.string(),
      at: INSTANT,
      kind: z.string(),
      request: z.string(),
      status: z.int(),
      error: z.string().optional(),
      outcome: z.string().optional(),
      client: REFERENCE.optional(),
      finding: z.string().optional(),
      findings: z.int(),
    }),
  ),
  next: z.string().optional().meta({ description: 'The address of the next page; the last one has none.' }),
})
const text = (description: string) => z.string().optional().meta({ description })

export const describedTraces: Described = {
  tag: 'Traces',
  about: 'Why a request was refused, for the administrators of its project and the developers of its client.',
  auth: 'token',
  parameters: { id: 'The number of a request, as its answer said it in Trace-Id.' },
  operations: {
    'GET /auth/traces': {
      summary: 'List the requests of the last day',
      description: 'The newest first, while the project is in developer mode.',
      query: z.object({
        refused: text('true: only what was refused.'),
        client: text('The id of a client: only its requests.'),
        _count: text('How many on a page: 1 to 100.'),
        _cursor: text('The next page, as next of the page before has it.'),
      }),
      answers: { 200: said('The requests, and what was wrong with each.', List) },
    },
    'GET /auth/trace/:id': {
      summary: 'Read why a request was refused',
      description:
        'Kept for a day, while the project is in developer mode. A browser gets a page. With client_id, the id is the code challenge of an authorization request: the sign-in that it began.',
      query: z.object({ client_id: z.string().optional() }),
      answers: {
        200: said(
          'The request, what was wrong with it, and the requests around it.',
          z.object({
            id: z.string(),
            project: REFERENCE.optional(),
            findings: z.array(Finding),
            steps: z.array(Step),
          }),
        ),
      },
    },
  },
}
