/**
 * The floors: a bare Fastify server with as many statements and signatures as the server needs, on the same PostgreSQL,
 * without any checks. Its speed is what the machine, Node, Fastify and PostgreSQL allow.
 */
import { hash, randomUUID } from 'node:crypto'
import { verify } from '@node-rs/argon2'
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import type { Pool } from 'pg'
import { FLOOR_PROJECT, type FloorPlan } from './plan.ts'
import { createSigner } from './signer.ts'
import {
  AUDIT,
  COUNT,
  INSERT_LOGIN,
  PRINCIPAL,
  PRINCIPAL_OF_CLIENT,
  READ,
  ROOT,
  ROTATE_REFRESH,
  SPEND_CODE,
} from './statements.ts'
import { type Ask, auditAlone, auditRow, openPool, transaction } from './store.ts'

const plan = JSON.parse(process.env['FLOOR_PLAN'] ?? '{}') as FloorPlan
const FHIR_JSON = 'application/fhir+json; charset=utf-8'
const HOUR_MS = 3_600_000

const pool = openPool(plan)
const app = fastify({ logger: false })
app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, text, done) =>
  done(null, new URLSearchParams(String(text))),
)
app.addContentTypeParser('application/fhir+json', { parseAs: 'string' }, (_request, text, done) =>
  done(null, JSON.parse(String(text))),
)
app.get('/health', () => ({ ok: true }))
addResources(app, pool)
addTokens(app, pool, await createSigner())
addPassword(app, pool)
addPages(app, pool)
await app.listen({ host: '127.0.0.1', port: plan.port })

process.on('SIGTERM', () => {
  app.close().then(
    () => process.exit(0),
    () => process.exit(1),
  )
})

function addResources(app: FastifyInstance, pool: Pool): void {
  const read = async (id: string, reply: FastifyReply): Promise<FastifyReply> => {
    const { rows } = await pool.query({ ...READ, values: [plan.project, 'Observation', id] })
    return reply.type(FHIR_JSON).send((rows[0] as { content: string }).content)
  }
  app.get<{ Params: { id: string } }>('/read/:id', ({ params }, reply) => read(params.id, reply))
  app.get<{ Params: { id: string } }>('/audited/read/:id', async ({ params }, reply) => {
    await auditAlone(pool, 'fhir.read', `Observation/${params.id}`)
    return read(params.id, reply)
  })

  const search = async (params: unknown, reply: FastifyReply): Promise<FastifyReply> => {
    const { rows } = await pool.query(plan.search.sql, JSON.parse(String(params)) as unknown[])
    const entries = (rows as { content: string }[]).map(({ content }) => `{"resource":${content}}`).join(',')
    return reply.type(FHIR_JSON).send(`{"resourceType":"Bundle","type":"searchset","entry":[${entries}]}`)
  }
  app.get<{ Querystring: { params: string } }>('/search', ({ query }, reply) => search(query.params, reply))
  app.get<{ Querystring: { params: string } }>('/audited/search', async ({ query }, reply) => {
    await auditAlone(pool, 'fhir.search', 'Observation')
    return search(query.params, reply)
  })

  const insert = { name: 'floor-insert', text: plan.insert.sql }
  const create = async (reply: FastifyReply, isAudited: boolean): Promise<FastifyReply> => {
    const id = randomUUID()
    const values = paramsWithId(id)
    await transaction(pool, async (ask: Ask) => {
      await ask(insert, values)
      if (isAudited) await ask(AUDIT, auditRow('fhir.create', `Observation/${id}`, null))
    })
    return reply
      .code(201)
      .type(FHIR_JSON)
      .send(values.find((value) => String(value).startsWith('{"resourceType"')))
  }
  app.post('/create', (_request, reply) => create(reply, false))
  app.post('/audited/create', (_request, reply) => create(reply, true))
}

/** The recorded params with a new id, in the floors' own project. */
function paramsWithId(id: string): unknown[] {
  const [, type, template, ...others] = plan.insert.params as [string, string, string, ...unknown[]]
  const rest = others.map((value) =>
    typeof value === 'string' && value.startsWith('{"resourceType"') ? value.replace(template, id) : value,
  )
  return [FLOOR_PROJECT, type, id, ...rest]
}

function addTokens(app: FastifyInstance, pool: Pool, sign: (claims: Record<string, string>) => Promise<string>): void {
  const answer = async (reply: FastifyReply, loginId: string, more: object): Promise<FastifyReply> => {
    const token = await sign({ client_id: FLOOR_PROJECT, login_id: loginId, profile: FLOOR_PROJECT, scope: 'openid' })
    return reply
      .headers({ 'Cache-Control': 'no-store', Pragma: 'no-cache' })
      .send({ token_type: 'Bearer', expires_in: 3600, access_token: token, ...more })
  }

  app.post<{ Body: URLSearchParams }>('/client-credentials', async ({ body }, reply) => {
    const loginId = randomUUID()
    const now = new Date()
    const client = body.get('client') ?? ''
    await pool.query({ ...COUNT, values: [`floor:${client}`, now.getTime() + HOUR_MS] })
    await transaction(pool, async (ask) => {
      await ask(PRINCIPAL_OF_CLIENT, [client])
      const later = new Date(now.getTime() + HOUR_MS)
      await ask(INSERT_LOGIN, [loginId, FLOOR_PROJECT, FLOOR_PROJECT, FLOOR_PROJECT, client, 'openid', now, later])
      await ask(AUDIT, auditRow('token.issued', null, loginId))
    })
    return answer(reply, loginId, {})
  })

  app.post<{ Body: URLSearchParams }>('/code-exchange', async ({ body }, reply) => {
    const family = randomUUID()
    const now = new Date()
    const loginId = await transaction(pool, async (ask) => {
      const later = new Date(now.getTime() + HOUR_MS)
      const { rows } = await ask(SPEND_CODE, [hash('sha256', body.get('code') ?? '', 'base64url'), now, family, later])
      return finish(ask, (rows[0] as { loginId: string }).loginId)
    })
    return answer(reply, loginId, { refresh_token: `${family}.1.${'x'.repeat(59)}` })
  })

  app.post<{ Body: URLSearchParams }>('/refresh', async ({ body }, reply) => {
    const token = body.get('refresh_token') ?? ''
    const family = token.split('.')[0] ?? ''
    const now = new Date()
    const loginId = await transaction(pool, async (ask) => {
      const { rows } = await ask(ROTATE_REFRESH, [family, now, new Date(now.getTime() + HOUR_MS)])
      return finish(ask, (rows[0] as { loginId: string }).loginId)
    })
    return answer(reply, loginId, { refresh_token: `${family}.2.${'x'.repeat(59)}` })
  })

  /** Reads the login's owner, and records that a token was issued. */
  async function finish(ask: Ask, loginId: string): Promise<string> {
    await ask(PRINCIPAL, [loginId])
    await ask(AUDIT, auditRow('token.issued', null, loginId))
    return loginId
  }
}

/** The limit that argon2id sets: only the hash, four at a time as in the server. */
function addPassword(app: FastifyInstance, pool: Pool): void {
  const check = async (body: unknown, reply: FastifyReply): Promise<FastifyReply> => {
    const isRight = await verify(plan.passwordHash, (body as { password: string }).password)
    return reply.send({ code: String(isRight) })
  }
  app.post('/password-login', ({ body }, reply) => check(body, reply))
  app.post('/audited/password-login', async ({ body }, reply) => {
    await auditAlone(pool, 'login.succeeded', null)
    return check(body, reply)
  })
}

/**
 * Sends the sign-in page that the server once sent, a different one to each browser, after reading the project's
 * row, as a server does that keeps no looks, and the browser's sign-in where the server asks for it.
 */
function addPages(app: FastifyInstance, pool: Pool): void {
  const browser = 'x'.repeat(43)
  for (const [n, { headers, body, asksForRoot }] of plan.pages.entries())
    app.get(`/signin-page/${n}`, async (_request, reply) => {
      if (asksForRoot) await pool.query({ ...ROOT, values: [browser, browser, new Date()] })
      await pool.query({ ...READ, values: [plan.visited, 'Project', plan.visited] })
      return reply.headers(headers).send(body)
    })
}
