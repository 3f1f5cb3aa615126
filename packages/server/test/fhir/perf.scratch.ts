import { randomUUID } from 'node:crypto'
import { parseSearch, splitQuery, type ResourceType, type Condition } from '@damson/fhir'
import { startCluster } from '../../../testkit/src/store/cluster.ts'
import { migrate, openPostgres, sql, dynamic } from '../../src/base/db/index.ts'
import { createGated, searchResources, countResources } from '../../src/domain/resources/index.ts'

const N_OBS = Number(process.argv[2] ?? 100000)
const cluster = await startCluster({ fsync: true })
const db = openPostgres({ url: cluster.url, poolSize: 8 })
await migrate(db)
const project = randomUUID()
let x = 42
const rnd = (n: number) => { x = (x + 0x6d2b79f5) | 0; let t = Math.imul(x ^ (x >>> 15), 1 | x); t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t; return ((t ^ (t >>> 14)) >>> 0) % n }
const fam = ['Smith', 'Jones', 'Miller', 'Garcia', 'Lovelace', 'Turing', 'Hopper', 'Curie', 'Noether', 'Franklin']
const now0 = Date.UTC(2024, 0, 1)
const patients = Array.from({ length: N_OBS / 10 }, () => randomUUID())
async function each<T>(items: readonly T[], batch: number, run: (tx: any, item: T, i: number) => Promise<unknown>) {
  const work: (() => Promise<unknown>)[] = []
  for (let i = 0; i < items.length; i += batch) {
    const part = items.slice(i, i + batch)
    work.push(() => db.tx(async (tx) => { for (const [j, it] of part.entries()) await run(tx, it, i + j) }))
  }
  let next = 0
  await Promise.all(Array.from({ length: 4 }, async () => { while (next < work.length) await work[next++]!() }))
}
let t = Date.now()
await each(patients, 200, (tx, id, i) => createGated(tx, {}, { project, type: 'Patient', id, author: 'system', resource: { resourceType: 'Patient', name: [{ family: fam[rnd(10)]! + rnd(500), given: ['G' + rnd(1000), 'H' + rnd(50)] }], birthDate: `${1930 + rnd(90)}-0${1 + rnd(9)}-1${rnd(9)}`, gender: ['male', 'female'][rnd(2)], identifier: [{ system: 'urn:mrn', value: 'M' + i }], address: [{ city: 'City' + rnd(100), line: ['Street ' + rnd(1000)] }] } as any }, new Date(now0 + i * 1000)))
console.log('patients', patients.length, 'per s', Math.round(patients.length / ((Date.now() - t) / 1000)))
t = Date.now()
const codes = Array.from({ length: 20 }, (_, i) => `8${i}-1`)
await each(Array.from({ length: N_OBS }), 200, (tx, _x, i) => createGated(tx, {}, { project, type: 'Observation', id: randomUUID(), author: 'system', resource: { resourceType: 'Observation', status: 'final', category: [{ coding: [{ system: 'http://cat', code: ['vital-signs', 'laboratory'][rnd(2)] }] }], code: { coding: [{ system: 'http://loinc.org', code: codes[rnd(20)] }] }, subject: { reference: `Patient/${patients[rnd(patients.length)]}` }, effectiveDateTime: new Date(now0 - rnd(3 * 365 * 86400) * 1000).toISOString(), valueQuantity: { value: rnd(2000) / 10, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' } } as any }, new Date(now0 + 1e9 + i * 100)))
console.log('observations', N_OBS, 'per s', Math.round(N_OBS / ((Date.now() - t) / 1000)))
await db.exec('vacuum analyze')
const size = await dynamic.rows<any>(db, sql`select relname, pg_size_pretty(pg_relation_size(oid)) s from pg_class where relkind in ('r','i') and relname like 'resource%' order by pg_relation_size(oid) desc`)
console.log(size.map((r) => `${r.relname} ${r.s}`).join('; '))

const captured: { sql: string; params: readonly unknown[] }[] = []
const spy = { query: (q: any) => { captured.push(q); return db.query(q) } }
const client = new (await import('pg')).Client({ connectionString: cluster.url })
await client.connect()
const { encodeParams } = await import('../../src/base/db/values.ts')
const everything: Condition = { op: 'all', of: [] }
const p = patients[77]
const comp: Condition = { op: 'term', terms: [`_compartment=Patient/${p}`] }
const queries: [string, string, string, Condition?, number?][] = [
  ['subject+code+date', 'Observation', `subject=Patient/${p}&code=http://loinc.org|${codes[3]}&date=ge2022`],
  ['subject+date _sort=-date', 'Observation', `subject=Patient/${p}&date=ge2022&_sort=-date`],
  ['subject _sort=-date', 'Observation', `subject=Patient/${p}&_sort=-date`],
  ['all _sort=-date', 'Observation', `_sort=-date`],
  ['all _sort=date', 'Observation', `_sort=date`],
  ['code _sort=-date', 'Observation', `code=${codes[3]}&_sort=-date`],
  ['code, default sort', 'Observation', `code=${codes[3]}`],
  ['date range only', 'Observation', `date=ge2023-03-01&date=lt2023-03-02`],
  ['date range + code', 'Observation', `date=ge2023-03-01&date=lt2023-04-01&code=${codes[3]}`],
  ['all default', 'Observation', ``],
  ['subject default', 'Observation', `subject=Patient/${p}`],
  ['compartment narrowing', 'Observation', `code=${codes[3]}`, comp],
  ['compartment narrowing _sort=-date', 'Observation', `_sort=-date`, comp],
  ['name prefix selective', 'Patient', 'name=lovelace12'],
  ['name prefix broad', 'Patient', 'name=lovelace'],
  ['name prefix 1 char', 'Patient', 'name=l'],
  ['name prefix + _sort=family', 'Patient', 'name=lovelace&_sort=family'],
  ['_sort=family', 'Patient', '_sort=family'],
  ['_sort=family,-birthdate', 'Patient', '_sort=family,-birthdate'],
  ['name contains', 'Patient', 'name:contains=lace12'],
  ['name prefix no match', 'Patient', 'name=zzz'],
  ['identifier', 'Patient', 'identifier=urn:mrn|M77'],
  ['birthdate + gender', 'Patient', 'birthdate=1980-01-11&gender=male'],
  ['birthdate year', 'Patient', 'birthdate=1980'],
  ['code + value > x', 'Observation', `code=${codes[3]}&value-quantity=gt199`],
  ['value > x', 'Observation', `value-quantity=gt199.5`],
  ['value eq', 'Observation', `value-quantity=55.5|http://unitsofmeasure.org|mg`],
  ['_lastUpdated', 'Observation', `_lastUpdated=ge2024-01-13T00:00:00Z`],
  ['no match term', 'Observation', `code=nothing`],
  ['code:not', 'Observation', `code:not=${codes[3]}`],
  ['_id', 'Patient', `_id=${p}`],
  ['value-quantity:missing=true', 'Observation', 'value-quantity:missing=true'],
]
for (const [what, type, query, narrowing = everything] of queries) {
  const s = parseSearch(type as ResourceType, splitQuery(query))
  if (!s.ok) throw new Error(query)
  captured.length = 0
  const times: number[] = []
  let n = 0
  for (let i = 0; i < 9; i++) { const t0 = performance.now(); n = (await searchResources(spy as any, project, s.value, narrowing, 20)).resources.length; times.push(performance.now() - t0) }
  times.sort((a, b) => a - b)
  const q = captured[0]!
  const ex = await client.query({ text: 'explain (analyze, buffers off, timing off) ' + q.sql, values: encodeParams(q.params) as any })
  const plan = ex.rows.map((r: any) => r['QUERY PLAN'])
  const exec = plan.find((l: string) => l.startsWith('Execution'))
  const planning = plan.find((l: string) => l.startsWith('Planning'))
  const seq = plan.some((l: string) => /Seq Scan/.test(l))
  console.log(`\n## ${what}: ${n} rows, p50 ${times[4]!.toFixed(2)} ms; ${planning} ${exec} ${seq ? '*** SEQ SCAN' : ''}`)
  if (process.env.PLANS || seq || Number(/([\d.]+)/.exec(exec)![1]) > 3) console.log(plan.map((l: string) => '   ' + l.replace(/[\w.]*'?[0-9]{8,}'?/g, '#').slice(0, 200)).join('\n'))
}
for (const [what, query] of [['count code', `code=${codes[3]}`], ['count subject', `subject=Patient/${p}`], ['count all', '']] as const) {
  const s = parseSearch('Observation', splitQuery(query)); if (!s.ok) throw new Error()
  const t0 = performance.now(); const c = await countResources(db, project, s.value, everything); console.log(what, c, (performance.now() - t0).toFixed(2))
}
// deep keyset paging
{
  const s = parseSearch('Observation', splitQuery('_sort=-date')); if (!s.ok) throw new Error()
  let after: any, i = 0; const t0 = performance.now(); let last = 0
  do { const t1 = performance.now(); const page = await searchResources(db, project, s.value, everything, 1000, after); after = page.next; last = performance.now() - t1; i += page.resources.length } while (after && i < 50000)
  console.log('paged', i, 'total ms', (performance.now() - t0).toFixed(0), 'last page', last.toFixed(1))
}
await client.end(); await db.close(); await cluster.stop()
