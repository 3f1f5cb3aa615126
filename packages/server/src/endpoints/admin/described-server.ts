import { z } from 'zod'
import { type Described, fhir, INSTANT, json, said } from '#base/openapi'
import { JobState, NodeState } from '#domain/nodes'
import { StatusBody } from './server-projects.ts'

const Job = JobState.extend({ nextAt: INSTANT.optional() }).meta({
  id: 'UpkeepJob',
  title: 'An upkeep job on one node, since its start',
})

const Node = z
  .object({
    id: z.string(),
    host: z.string(),
    version: z.string(),
    startedAt: INSTANT,
    seenAt: INSTANT,
    isQuiet: z.boolean().meta({ description: 'It should have written by now: it does not live, or lost the store.' }),
    answers: z.boolean().meta({ description: 'It is the node that answers this request.' }),
    state: NodeState.extend({ jobs: z.array(Job) })
      .optional()
      .meta({ description: 'What it counts since its start. A node of another version may tell nothing.' }),
  })
  .meta({ id: 'ServerNode', title: 'A node of the server' })

const Project = z
  .object({
    id: z.string(),
    name: z.string(),
    active: z.boolean(),
    superAdmin: z.boolean().optional().meta({ description: 'It administers the server.' }),
    changedAt: INSTANT,
    version: z.int().meta({ description: 'Of its Project, for If-Match.' }),
    limits: z
      .record(z.string(), z.union([z.int(), z.boolean()]))
      .meta({ description: 'What operators set for it, by POST /fhir/R4/Project/:id/$rate-limits.' }),
  })
  .meta({ id: 'ListedProject', title: 'A project as listed' })

const keys = z.object({
  keys: z.array(
    z
      .object({
        kid: z.string(),
        algorithm: z.enum(['ES256', 'RS256']),
        state: z
          .enum(['next', 'signing', 'retired'])
          .meta({ description: 'retired: it signs nothing new, and what it signed is still verified by it.' }),
        signsFrom: INSTANT,
        signsUntil: INSTANT.meta({ description: 'When its successor takes over, as far as is known now.' }),
        publishedUntil: INSTANT,
      })
      .meta({ id: 'PublishedKey', title: 'A key of the JWKS' }),
  ),
})

export const SERVER: Described['operations'] = {
  'GET /admin/projects/:projectId/signing-keys': {
    summary: 'Read which keys sign tokens, and when each takes over',
    answers: { 200: said('The keys of the JWKS, the newest of each algorithm first.', keys) },
  },
  'POST /admin/server/signing-keys/rotate': {
    summary: 'Publish new signing keys before they are due',
    description:
      "For owners of the server's own project who signed in within ten minutes. Each new key signs once every cache of the JWKS has seen it; where one waits already, none is made.",
    answers: { 200: said('The keys of the JWKS.', keys) },
  },
  'GET /admin/server': {
    summary: 'Read how the server is, with its nodes and their upkeep',
    description: "For owners of the server's own project.",
    answers: {
      200: said(
        'How the server is.',
        z.object({
          checkedAt: INSTANT,
          version: z.string(),
          baseUrl: z.string(),
          ok: z.boolean(),
          store: z.object({ ok: z.boolean(), engine: z.enum(['postgres', 'pglite']) }),
          clock: z.object({ state: z.string(), offsetMs: z.number() }),
          nodes: z.array(Node),
        }),
      ),
    },
  },
  'GET /admin/server/projects': {
    summary: 'List all projects by name',
    description: "For owners of the server's own project. It tells nothing of what is in them.",
    query: z.object({
      name: z.string().optional().meta({ description: 'A part of the name.' }),
      _count: z.string().optional().meta({ description: 'How many on a page: at most 100, by default 20.' }),
      _cursor: z.string().optional().meta({ description: 'The next page, as the page before names it.' }),
    }),
    answers: {
      200: said(
        'A page of projects.',
        z.object({
          projects: z.array(Project),
          next: z.string().optional().meta({ description: 'The address of the next page.' }),
        }),
      ),
    },
  },
  'POST /admin/server/projects/:projectId/status': {
    summary: 'Switch a project off, or on again',
    description:
      "For owners of the server's own project who signed in within ten minutes. A suspended project refuses all its people and machines at once; nothing is deleted. The server's own project stays active.",
    body: json(StatusBody, { status: 'suspended' }),
    answers: { 200: fhir('It is done.', 'outcome') },
  },
}
