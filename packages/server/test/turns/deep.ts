import type { Owner } from '@damson/testkit'
import type { Heavy } from './sender.ts'
import { KB, repeated } from './shapes.ts'

/**
 * Heavy requests that get far: each is well formed and allowed, and as large as its own limits admit. What the general
 * shapes cannot guess (entries of policies and bundles, terms of a search, steps of a patch) grows here.
 */
export function deepRequests(
  owner: Pick<Owner, 'token' | 'project'>,
  ids: { readonly patient: string; readonly observation: string },
): Heavy[] {
  const headers = { authorization: `Bearer ${owner.token}` }
  const fhir = (
    shape: string,
    method: string,
    path: string,
    content?: unknown,
    type = 'application/fhir+json',
  ): Heavy => ({
    shape,
    method,
    path: `/fhir/R4${path}`,
    headers: content === undefined ? headers : { ...headers, 'content-type': type },
    ...(content !== undefined && { body: typeof content === 'string' ? content : JSON.stringify(content) }),
  })
  const admin = (shape: string, path: string, content: unknown): Heavy => ({
    shape,
    method: 'POST',
    path: `/admin/projects/${owner.project}/${path}`,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(content),
  })
  const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))
  const batch = (shape: string, entry: readonly unknown[], type = 'batch'): Heavy =>
    fhir(shape, 'POST', '', { resourceType: 'Bundle', type, entry })
  const patch = (shape: string, steps: readonly unknown[]): Heavy =>
    fhir(shape, 'PATCH', `/Patient/${ids.patient}`, steps, 'application/json-patch+json')
  const post = (query: string): Heavy => ({
    ...fhir(
      `POST _search, ${query.slice(0, 40)}`,
      'POST',
      '/Observation/_search',
      query,
      'application/x-www-form-urlencoded',
    ),
  })

  const nestedItem = (depth: number): object => ({
    linkId: `i${depth}`,
    ...(depth > 0 && { item: [nestedItem(depth - 1)] }),
  })
  const clause = (n: number, of: number) => times(of, (at) => `code=t|${n}-${at}`).join('&')
  const entries = (count: number, clauses: number) =>
    times(count, (n) => ({ resourceType: 'Observation', criteria: `Observation?${clause(n, clauses)}` }))

  return [
    ...[1_000, 4_900, 9_900, 20_000, 90_000].map((count) =>
      fhir(`a resource of ${count} tokens`, 'POST', '/Patient', {
        resourceType: 'Patient',
        identifier: times(count / 10, (n) => ({ value: `${n}` })),
      }),
    ),
    ...[500, 2_400, 5_000, 20_000].map((count) =>
      fhir(`a resource of ${count} names`, 'POST', '/Patient', {
        resourceType: 'Patient',
        name: times(count, (n) => ({ family: `f${n}` })),
      }),
    ),
    fhir('a resource of long texts', 'POST', '/Patient', {
      resourceType: 'Patient',
      name: times(90, () => ({ family: repeated('a \u00e9', 10 * KB), text: repeated('x', 500) })),
    }),
    fhir('a resource of nested items', 'POST', '/QuestionnaireResponse', {
      resourceType: 'QuestionnaireResponse',
      status: 'completed',
      item: [nestedItem(40)],
    }),
    fhir('a resource of many items', 'POST', '/QuestionnaireResponse', {
      resourceType: 'QuestionnaireResponse',
      status: 'completed',
      item: times(9_000, (n) => ({ linkId: `${n}`, answer: [{ valueString: `answer ${n}` }] })),
    }),
    fhir('a resource of wrong elements', 'POST', '/Patient', {
      resourceType: 'Patient',
      ...Object.fromEntries(times(20_000, (n) => [`wrong${n}`, { deep: [n] }])),
    }),
    fhir('a resource of many codings', 'POST', '/Observation', {
      resourceType: 'Observation',
      status: 'final',
      code: { coding: times(4_000, (n) => ({ system: 'urn:t', code: `c${n}`, display: `d ${n}` })) },
      component: times(500, (n) => ({ code: { text: `c${n}` }, valueQuantity: { value: n, unit: 'mg' } })),
    }),
    fhir('a collection of resources', 'POST', '/Bundle', {
      resourceType: 'Bundle',
      type: 'collection',
      entry: times(4_000, (n) => ({
        resource: { resourceType: 'Patient', active: true, name: [{ family: `f${n}` }] },
      })),
    }),
    fhir('parameters', 'POST', '/Project/$init', {
      resourceType: 'Parameters',
      parameter: times(9_000, (n) => ({ name: `p${n}`, valueString: 'x' })),
    }),
    ...[
      [40, 20],
      [100, 20],
      [450, 4],
      [450, 15],
      [500, 20],
    ].flatMap(([count = 0, of = 0]) => [
      fhir(`a policy of ${count} entries with ${of} clauses`, 'POST', '/AccessPolicy', {
        resourceType: 'AccessPolicy',
        name: `${count}x${of}`,
        resource: entries(count, of),
      }),
    ]),
    fhir('a policy of values', 'POST', '/AccessPolicy', {
      resourceType: 'AccessPolicy',
      name: 'values',
      resource: times(60, (n) => ({
        resourceType: 'Observation',
        criteria: `Observation?code=${times(200, (at) => `t|${n}-${at}`).join(',')}`,
      })),
    }),
    admin('an invitation of many accesses', 'invite', {
      resourceType: 'Practitioner',
      firstName: 'Grace',
      lastName: 'Hopper',
      email: 'heavy@example.org',
      access: times(2_000, () => ({ policy: { reference: 'AccessPolicy/00000000-0000-4000-8000-000000000000' } })),
    }),
    admin('a client of many addresses', 'client', {
      name: 'heavy',
      kind: 'app',
      redirectUris: times(4_000, (n) => `https://a${n}.example/callback`),
    }),
    admin('a client of many keys', 'client', {
      name: 'heavy',
      kind: 'server',
      jwks: {
        keys: times(1_000, (n) => ({
          kty: 'EC',
          crv: 'P-256',
          kid: `${n}`,
          x: repeated('a', 43),
          y: repeated('b', 43),
        })),
      },
    }),
    ...[50, 200, 1_000, 10_000].flatMap((count) => [
      batch(
        `a batch of ${count} creates`,
        times(count, (n) => ({
          request: { method: 'POST', url: 'Patient' },
          resource: { resourceType: 'Patient', name: [{ family: `b${n}` }] },
        })),
      ),
      batch(
        `a batch of ${count} reads`,
        times(count, () => ({ request: { method: 'GET', url: `Patient/${ids.patient}` } })),
      ),
      batch(
        `a batch of ${count} searches`,
        times(count, (n) => ({ request: { method: 'GET', url: `Observation?code=t|${n},t|2&_sort=-date` } })),
      ),
      batch(
        `a batch of ${count} conditions`,
        times(count, (n) => ({
          request: { method: 'POST', url: 'Patient', ifNoneExist: `identifier=${n}` },
          resource: { resourceType: 'Patient' },
        })),
      ),
    ]),
    batch(
      'a transaction of references',
      times(1_000, (n) => ({
        fullUrl: `urn:uuid:00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
        request: { method: 'POST', url: 'Observation' },
        resource: {
          resourceType: 'Observation',
          status: 'final',
          code: { text: 'x' },
          hasMember: times(5, (at) => ({
            reference: `urn:uuid:00000000-0000-4000-8000-${String((n + at) % 1_000).padStart(12, '0')}`,
          })),
        },
      })),
      'transaction',
    ),
    batch(
      'a batch of long addresses',
      times(60, () => ({ request: { method: 'GET', url: `Observation?code=${repeated('t|1,', 10 * KB)}` } })),
    ),
    patch(
      'a patch of many additions',
      times(5_000, (n) => ({ op: 'add', path: '/name/-', value: { family: `p${n}` } })),
    ),
    patch(
      'a patch of insertions at the front',
      times(20_000, () => ({ op: 'add', path: '/name/0', value: { family: 'p' } })),
    ),
    patch('a patch that doubles', [
      { op: 'add', path: '/name', value: [{ family: repeated('a', 1_000) }] },
      ...times(40, () => ({ op: 'copy', from: '/name', path: '/name/0/extension' })),
    ]),
    patch(
      'a patch of tests',
      times(20_000, () => ({ op: 'test', path: '/active', value: true })),
    ),
    patch(
      'a patch of long paths',
      times(200, () => ({ op: 'test', path: repeated('/a~1', 4_000), value: 1 })),
    ),
    post(`code=${times(9_000, (n) => `t|${n}`).join(',')}`),
    post(times(90, (n) => `code=${times(200, (at) => `t|${n}-${at}`).join(',')}`).join('&')),
    post(times(90, (n) => `date=ge${2000 + n}-01-01,le2020-01-01`).join('&')),
    post(times(90, (n) => `subject:Patient.name=a${n},b`).join('&')),
    post(times(90, (n) => `_has:Observation:has-member:code=${n}`).join('&')),
    post(times(90, (n) => `value-quantity=gt${n}|http://unitsofmeasure.org|mg,lt5`).join('&')),
    post(times(90, (n) => `code:text=${repeated('a', 600)}${n}`).join('&')),
    fhir('many results', 'GET', '/Patient?_count=1000'),
    fhir(
      'many results with others',
      'GET',
      '/Observation?_count=1000&_include=Observation:subject&_revinclude=Observation:has-member',
    ),
    fhir('results without most elements', 'GET', '/Patient?_count=1000&_elements=name'),
    fhir('results in short', 'GET', '/Patient?_count=1000&_summary=true'),
    fhir('a long history', 'GET', `/Patient/${ids.patient}/_history?_count=1000`),
    fhir('audit events', 'GET', '/AuditEvent?_count=1000'),
  ]
}
