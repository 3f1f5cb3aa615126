import { type Owner, startWorld, storesUnderTest, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, test } from 'vitest'

describe.each(['postgres'] as const)('on %s', (store) => {
  let world: World
  let owner: Owner
  beforeAll(async () => {
    world = await startWorld({ store })
    owner = await world.actors.owner()
  })
  afterAll(() => world.close())

  test('explore', async () => {
    const token = owner.token
    const show = async (what: string, path: string, o: any = {}) => {
      const at = Date.now()
      const a = await world
        .call(`fhir/R4/${path}`, { token, ...o })
        .catch((e) => ({ status: 'ERR ' + e.cause, body: undefined, text: '' }) as any)
      const issue = a.body?.issue?.[0]
      console.log(
        `${what.padEnd(34)} ${a.status} ${issue ? issue.code + ' | ' + issue.details?.text + ' | ' + (issue.expression ?? '') : a.text.slice(0, 300)} ${Date.now() - at > 300 ? Date.now() - at + 'ms' : ''}`,
      )
      return a
    }
    const patient = (
      await show('create', 'Patient', {
        json: { resourceType: 'Patient', name: [{ family: 'Lovelace', given: ['Ada', 'B'] }] },
      })
    ).body
    const P = `Patient/${patient.id}`
    const patch = (ops: any) => ({
      method: 'PATCH',
      raw: JSON.stringify(ops),
      headers: { 'Content-Type': 'application/json-patch+json' },
    })
    await show('patch meta', P, patch([{ op: 'add', path: '/meta/versionId', value: '7' }]))
    await show('patch whole', P, patch([{ op: 'replace', path: '', value: {} }]))
    await show('patch add array bad', P, patch([{ op: 'copy', from: '/name/0', path: '/name/77' }]))
    await show('patch length small', P, patch([{ op: 'replace', path: '/name/0/given/length', value: 1 }]))
    await show('patch move into child', P, patch([{ op: 'move', from: '/name', path: '/name/0/x' }]))
    await show('patch remove root', P, patch([{ op: 'remove', path: '' }]))
    await show('patch proto', P, patch([{ op: 'add', path: '/__proto__/x', value: 1 }]))
    await show('patch null value', P, patch([{ op: 'add', path: '/active', value: null }]))
    await show('patch object not array', P, patch({ op: 'add', path: '/active', value: null }))
    await show('patch as json', P, { method: 'PATCH', json: [{ op: 'add', path: '/active', value: true }] })
    await show('patch text', P, { method: 'PATCH', raw: 'abc', headers: { 'Content-Type': 'text/plain' } })
    await show('patch empty', P, {
      method: 'PATCH',
      raw: '',
      headers: { 'Content-Type': 'application/json-patch+json' },
    })
    await show('slash', 'Patient/')
    await show('root get', '')
    await show('unknown path', 'Patient/1/2/3/4')
    await show('__proto__ type', '__proto__')
    await show('constructor type', 'constructor/1')
    await show('Resource type', 'Resource')
    await show('bad id', 'Patient/a_b')
    await show('bad id 2', 'Patient/' + 'a'.repeat(65))
    await show('long id', 'Patient/' + 'a'.repeat(600))
    await show('bad encoding', 'Patient/%zz')
    await show('nul', 'Patient/%00')
    await show('nul search', 'Patient?name=%00')
    await show('nul post search', 'Patient/_search', { form: 'name=%00' })
    await show('nul post audit', 'AuditEvent/_search', { form: 'entity=%00' })
    await show('nul in body', 'Patient', { json: { resourceType: 'Patient', name: [{ family: 'a\u0000b' }] } })
    await show('surrogate in body', 'Patient', {
      raw: '{"resourceType":"Patient","name":[{"family":"\\ud800"}]}',
      headers: { 'Content-Type': 'application/json' },
    })
    await show('huge count', 'Patient?_count=999999999')
    await show('huger count', 'Patient?_count=99999999999999999999')
    await show('negative count', 'Patient?_count=-1')
    await show('audit count', 'AuditEvent?_count=99999999999')
    await show('history count', 'Patient/_history?_count=x')
    await show('tampered', 'Patient?_cursor=abc')
    await show('tampered', 'AuditEvent?_cursor=abc')
    await show('tampered', 'Patient/_history?_cursor=abc')
    for (const n of ['Zoe', 'Yan'])
      await world.call('fhir/R4/Patient', {
        token,
        json: { resourceType: 'Patient', birthDate: '2000-01-01', name: [{ family: n }] },
      })
    const page = await world.call('fhir/R4/Patient?_sort=family&_count=1', { token })
    const next = page.body.link.find((l: any) => l.relation === 'next').url
    const cursor = new URL(next).searchParams.get('_cursor')
    await show('foreign cursor', `Patient?_sort=birthdate&_cursor=${encodeURIComponent(cursor!)}`)
    await show('xml', 'Patient', { raw: '<a/>', headers: { 'Content-Type': 'application/fhir+xml' } })
    await show('accept xml', 'Patient', { headers: { Accept: 'application/fhir+xml' } })
    await show('form', 'Patient', { form: { a: 'b' } })
    await show('array body', 'Patient', { json: [] })
    await show('no body', 'Patient', { method: 'POST' })
    await show('no type', 'Patient', { raw: '{}', headers: { 'Content-Type': 'foo' } })
    await show('malformed', 'Patient', { raw: '{', headers: { 'Content-Type': 'application/json' } })
    await show('dup keys', 'Patient', {
      raw: '{"resourceType":"Patient","id":"1","id":"2"}',
      headers: { 'Content-Type': 'application/json' },
    })
    await show('deep', 'Patient', { raw: '['.repeat(5000), headers: { 'Content-Type': 'application/json' } })
    await show('large', 'Patient', {
      raw: `{"resourceType":"Patient","x":"${'a'.repeat(2_000_000)}"}`,
      headers: { 'Content-Type': 'application/json' },
    })
    await show('bad ifmatch', P, { method: 'PUT', json: { ...patient }, headers: { 'If-Match': 'banana' } })
    await show('delete cond', 'Patient?name=x', { method: 'DELETE' })
    await show('long unit', 'Observation', {
      json: {
        resourceType: 'Observation',
        status: 'final',
        code: { text: 'x' },
        valueQuantity: { value: 1, unit: Array.from({ length: 9000 }, () => Math.random().toString(36)[2]).join('') },
      },
    })
    await show('binary bad ct', 'Binary', {
      json: { resourceType: 'Binary', contentType: 'text/html\nX: y', data: 'aGk=' },
    })
    const b = (
      await show('binary latin', 'Binary', {
        json: { resourceType: 'Binary', contentType: 'téxt/ht\u{1F600}ml', data: 'aGk=' },
      })
    ).body
    if (b?.id) await show('read it', `Binary/${b.id}`)
    await show('binary json', 'Binary', { json: { hello: 1 } })
    await show('binary csv', 'Binary', { raw: 'a,b', headers: { 'Content-Type': 'text/csv' } })
    await show('batch nested', '', {
      json: {
        resourceType: 'Bundle',
        type: 'batch',
        entry: [{ request: { method: 'POST', url: '' }, resource: { resourceType: 'Bundle', type: 'batch' } }],
      },
    })
    await show('batch deep patch', '', {
      json: {
        resourceType: 'Bundle',
        type: 'batch',
        entry: [
          {
            request: { method: 'PATCH', url: P },
            resource: {
              resourceType: 'Binary',
              data: Buffer.from(`[{"op":"add","path":"/x","value":${'['.repeat(20000)}${']'.repeat(20000)}}]`).toString(
                'base64',
              ),
            },
          },
        ],
      },
    })
    await show('tx', '', { json: { resourceType: 'Bundle', type: 'transaction' } })
    await show('502 entries', '', {
      json: {
        resourceType: 'Bundle',
        type: 'batch',
        entry: Array.from({ length: 501 }, () => ({ request: { method: 'GET', url: 'Patient/1' } })),
      },
    })
    const abs = (
      await world.call('fhir/R4/Observation', {
        token,
        json: {
          resourceType: 'Observation',
          status: 'final',
          code: { text: 'x' },
          subject: { reference: `${world.fhirUrl}${P}` },
        },
      })
    ).body
    await show('absolute ref by rel', `Observation?subject=${P}&_total=accurate`)
    await show('absolute ref by abs', `Observation?subject=${world.fhirUrl}${P}&_total=accurate`)
    await show('since', 'Patient/_history?_since=2020')
    await show('PATCH coll', 'Patient', patch([]))
    await show('xyz op', `${P}/$xyz`)
    await show('audit narrowing', 'AccessPolicy', {
      json: {
        resourceType: 'AccessPolicy',
        name: 'x',
        resource: [
          { resourceType: 'AuditEvent', criteria: 'AuditEvent?agent=Practitioner/1', interaction: ['read', 'search'] },
        ],
      },
    })
    await show('audit agent user', `AuditEvent?agent=User/${owner.userId}&_total=accurate`)
    void abs
    const bomb = Array.from({ length: 60 }, () => ({ op: 'copy', from: '/name', path: '/name/-' }))
    await show('copy bomb', P, patch([...bomb]))
    await show(
      'copy bomb2',
      P,
      patch(Array.from({ length: 490 }, () => ({ op: 'copy', from: '', path: '/contained' }))),
    )
    await show('length bomb', P, patch([{ op: 'replace', path: '/name/length', value: 4294967295 }]))
  }, 120000)
})
