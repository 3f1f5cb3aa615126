import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Api, type Described, describeApi, form, json, said } from './index.ts'

const Note = z.object({ text: z.string().max(9), secret: z.undefined('leave it out').optional() }).meta({ id: 'Note' })
const group: Described = {
  tag: 'Notes',
  about: 'Notes.',
  auth: 'token',
  parameters: { id: 'The id.' },
  operations: {
    'GET /notes/:id': {
      summary: 'Read a note',
      query: z.object({ as: z.enum(['a', 'b']).meta({ description: 'How.' }) }),
      answers: { 200: said('The note.', Note) },
    },
    'POST /notes': { summary: 'Make a note', body: json(Note), answers: { 201: said('The note.', Note) } },
    'POST /notes/:id': [
      { path: '/notes/:id/$send', summary: 'Send', body: form(z.object({ to: z.string() })), answers: {} },
    ],
  },
}
const route = (method: string, url: string) => ({ method, url, refusals: 'outcome' }) as const
const of = (...routes: Api['routes']) =>
  describeApi({
    title: 'T',
    version: '1',
    description: 'D',
    baseUrl: 'https://x.example/',
    elsewhere: () => undefined,
    scopes: {},
    routes,
    described: [group],
    // oxlint-disable-next-line typescript/no-explicit-any -- a test asserts what is there
  }) as any

describe('an OpenAPI document', () => {
  test('has the routes that are mounted, with their parameters, bodies and answers', () => {
    const { paths, components, servers } = of(
      route('GET', '/notes/:id'),
      route('HEAD', '/notes/:id'),
      route('POST', '/notes'),
    )
    expect(servers).toEqual([{ url: 'https://x.example' }])
    expect(Object.keys(paths)).toEqual(['/notes/{id}', '/notes'])
    expect(Object.keys(paths['/notes/{id}'])).toEqual(['get'])
    expect(paths['/notes/{id}'].get.parameters).toEqual([
      { name: 'id', in: 'path', required: true, description: 'The id.', schema: { type: 'string' } },
      { name: 'as', in: 'query', required: true, description: 'How.', schema: { type: 'string', enum: ['a', 'b'] } },
    ])
    expect(paths['/notes'].post.operationId).toBe('postNotes')
    const ref = { $ref: '#/components/schemas/Note' }
    expect(paths['/notes'].post.requestBody.content).toEqual({ 'application/json': { schema: ref } })
    expect(paths['/notes'].post.responses[201].content).toEqual({ 'application/json': { schema: ref } })
    expect(components.schemas.Note).toEqual({
      type: 'object',
      properties: { text: { type: 'string', maxLength: 9 }, secret: { not: {} } },
      required: ['text'],
    })
  })

  test('has the operations of a general route at their own addresses', () => {
    const { paths } = of(route('POST', '/notes/:id'))
    expect(Object.keys(paths)).toEqual(['/notes/{id}/$send'])
    expect(paths['/notes/{id}/$send'].post.operationId).toBe('postNotesByIdSend')
  })

  test('is not made where a route, or a parameter of its path, has no description', () => {
    expect(() => of(route('GET', '/others'))).toThrow('GET /others has no description')
    const unsaid = { ...group, parameters: {} }
    const [scopes, elsewhere] = [{}, () => undefined]
    const api = { title: 'T', version: '1', description: '', baseUrl: 'https://x.example/', elsewhere, scopes }
    const routes = [route('GET', '/notes/:id')]
    expect(() => describeApi({ ...api, routes, described: [unsaid] })).toThrow('the parameter id has no description')
  })
})
