import { openSecond, storesUnderTest } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dynamic, sql } from '#base/db'
import { type Clinic, issueOf, startClinic } from './clinic.ts'

// The embedded store has nobody who could cancel.
describe.each(storesUnderTest().filter((kind) => kind === 'postgres'))('a count that takes too long on %s', (store) => {
  let clinic: Clinic
  beforeAll(async () => {
    clinic = await startClinic({ store })
  })
  afterAll(() => clinic.close())

  test('is refused with what to do instead, and the next is answered', async () => {
    const other = await openSecond(clinic.store)
    await clinic.made({ resourceType: 'Patient', birthDate: '1990-01-01' })
    const query = 'Patient?birthdate=gt1900&_total=accurate&_count=0'
    const answer = await other.tx(async (tx) => {
      await dynamic.run(tx, sql`lock table resource_dates in access exclusive mode`)
      const asked = clinic.fhir(query)
      // As PostgreSQL does when its time is over.
      const cancel = sql`
        select pg_cancel_backend(pid) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%count(*) as total%'`
      for (let some = 0; some === 0; ) some = await dynamic.run(clinic.store.db, cancel)
      return asked
    })
    expect(answer.status).toBe(422)
    expect(issueOf(answer)).toMatchObject({ code: 'too-costly' })
    expect(answer.text).toContain('_total=estimate')
    expect((await clinic.fhir(query)).body.total).toBe(1)
    await other.close()
  })
})
