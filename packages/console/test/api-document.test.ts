import { describe, expect, test } from 'vitest'
import {
  bodyTypes,
  type Document,
  fieldsOf,
  filledPath,
  groupsIn,
  isSafe,
  matching,
  operationsIn,
  sampleOf,
} from '../src/views/api/document.ts'

const DOCUMENT: Document = {
  paths: {
    '/admin/projects/{projectId}/things/{id}': {
      get: {
        operationId: 'getThing',
        tags: ['Things'],
        summary: 'Read a thing',
        parameters: [
          { name: 'projectId', in: 'path', required: true },
          { name: 'id', in: 'path', required: true },
          { name: 'name', in: 'query' },
        ],
      },
      post: {
        operationId: 'changeThing',
        tags: ['Things'],
        summary: 'Change a thing',
        requestBody: {
          content: {
            'text/plain': {},
            'application/json': { schema: { $ref: '#/components/schemas/Thing' } },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Thing: {
        type: 'object',
        required: ['name', 'kind'],
        properties: {
          name: { type: 'string', description: 'What it is called.' },
          kind: { enum: ['a', 'b'] },
          parts: { type: 'array', items: { $ref: '#/components/schemas/Thing' } },
        },
      },
    },
  },
}
const [read, change] = operationsIn(DOCUMENT)
if (read === undefined || change === undefined) throw new Error('the document has no operations')

describe('the document of the API', () => {
  test('is found by words of the method, the address and what it does', () => {
    const names = (text: string): readonly string[] =>
      matching(operationsIn(DOCUMENT), text).map(({ operationId }) => operationId)
    expect(names('')).toEqual(['getThing', 'changeThing'])
    expect(names('post things')).toEqual(['changeThing'])
    expect(names('READ')).toEqual(['getThing'])
    expect(names('nothing')).toEqual([])
  })

  test('is in groups, those for programs first, as the document has them', () => {
    const of = (...tags: readonly string[]) => groupsIn(tags.map((tag) => ({ ...read, tag })))
    expect(of('Pages', 'FHIR', 'Sign-in in the browser', 'FHIR', 'Administration')).toEqual([
      ['FHIR', true],
      ['Administration', true],
      ['Sign-in in the browser', false],
      ['Pages', false],
    ])
  })

  test('fills in addresses, so that a value never leads elsewhere', () => {
    expect(filledPath(read, { projectId: 'p' })).toBeUndefined()
    expect(filledPath(read, { projectId: 'p', id: '  ' })).toBeUndefined()
    expect(filledPath(read, { projectId: 'p', id: '../../x?y#z', name: 'a&b=c' })).toBe(
      'admin/projects/p/things/..%2F..%2Fx%3Fy%23z?name=a%26b%3Dc',
    )
  })

  test('lists fields with their types, and stops where a schema holds itself', () => {
    const rows = fieldsOf({ $ref: '#/components/schemas/Thing' }, DOCUMENT)
    expect(rows.slice(0, 3)).toEqual([
      { name: 'name', type: 'string', description: 'What it is called.', isRequired: true },
      { name: 'kind', type: '"a" | "b"', description: undefined, isRequired: true },
      { name: 'parts', type: 'Thing[]', description: undefined, isRequired: false },
    ])
    expect(rows.map(({ name }) => name)).toContain('parts[].parts[].name')
    expect(rows.length).toBeLessThan(20)
  })

  test('begins a body as JSON with what must be there', () => {
    expect(bodyTypes(change)).toEqual(['application/json', 'text/plain'])
    expect(JSON.parse(sampleOf(change, 'application/json', DOCUMENT))).toEqual({ name: '', kind: 'a' })
    expect(sampleOf(change, 'text/plain', DOCUMENT)).toBe('')
  })

  test('sends at once only what changes nothing', () => {
    expect([isSafe(read), isSafe(change)]).toEqual([true, false])
  })
})
