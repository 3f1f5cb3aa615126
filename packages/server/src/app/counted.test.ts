import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { noteTrace } from '#answers'
import { countRequests } from './counted.ts'

test('a failure of the server is counted wherever it is, and what sign-ins and tokens refuse is not', async () => {
  const counted: unknown[] = []
  const app = Fastify()
  countRequests(app, {
    request: (project, status) => counted.push([project, status]),
    signInRefused: (project) => counted.push([project, 'refused']),
    authorizationInvalid: (project) => counted.push([project, 'asked wrongly']),
  })
  app.get<{ Params: { status: string } }>('/token/:status', { config: { answers: 'oauth' } }, (request, reply) => {
    noteTrace(request, { project: 'clinic' })
    return reply.code(Number(request.params.status)).send('')
  })
  for (const status of [200, 400, 500]) await app.inject(`/token/${status}`)
  expect(counted).toEqual([['clinic', 500]])
})
