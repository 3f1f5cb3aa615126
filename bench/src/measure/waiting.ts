import type { Driver } from '../drive/driver.ts'
import type { Wait } from '../report/report.ts'
import type { Stand } from './targets.ts'

/** A request that is as large as its limits allow. */
interface Heavy {
  readonly request: string
  readonly method: 'POST' | 'GET'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

const KB = 1024

/** How long other requests are watched during a heavy one, and how often each is sent. */
export interface WaitingEffort {
  readonly seconds: number
  readonly times: number
}

/**
 * While a heavy request is answered, sends public requests one after the other on one connection. Returns how long the
 * longest of them took, by the clock, because that is what other users notice.
 */
export async function measureWaits(
  driver: Driver,
  stand: Stand,
  { seconds, times: sent }: WaitingEffort,
): Promise<readonly Wait[]> {
  const quiet = await longestWhile(driver, stand, seconds, () => Promise.resolve(0))
  const waits: Wait[] = []
  for (const heavy of heavyRequests(stand)) {
    let status = 0
    const times: number[] = []
    for (let n = 0; n < sent; n += 1)
      times.push(
        (
          await longestWhile(driver, stand, seconds, async () => {
            status = await send(stand.urls.server, heavy)
            return status
          })
        ).longestMs,
      )
    // The minimum: delays from other programs come and go, the request's own effect is always there.
    waits.push({ request: heavy.request, status, longestMs: Math.min(...times), quietMs: quiet.longestMs })
  }
  return waits
}

async function longestWhile(
  driver: Driver,
  { urls }: Stand,
  seconds: number,
  work: () => Promise<number>,
): Promise<{ readonly longestMs: number }> {
  const shots = [{ method: 'GET' as const, path: '/.well-known/jwks.json', headers: {}, expect: ['"keys"'] }]
  const watching = driver.run({ url: urls.server, connections: 1, seconds, status: 200, shots })
  await work()
  const { latencies } = await watching
  return { longestMs: Math.max(0, ...latencies) }
}

async function send(url: string, { method, path, headers, body }: Heavy): Promise<number> {
  const answer = await fetch(url + path, {
    method,
    headers: { Origin: new URL(url).origin, ...headers },
    redirect: 'manual',
    ...(body !== undefined && { body }),
  })
  await answer.arrayBuffer()
  return answer.status
}

function heavyRequests({ people: { bearer } }: Stand): readonly Heavy[] {
  const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const json = { 'Content-Type': 'application/json' }
  const fhir = { 'Content-Type': 'application/fhir+json', Authorization: bearer }
  const create = (request: string, path: string, content: object): Heavy => ({
    request,
    method: 'POST',
    path,
    headers: fhir,
    body: JSON.stringify(content),
  })
  return [
    {
      request: 'a form of 100 long pairs, nobody signed in',
      method: 'POST',
      path: '/oauth2/authorize',
      headers: form,
      body: times(100, (n) => `n${n}=${'%41'.repeat(200)}`).join('&'),
    },
    {
      request: 'a sign-in of many keys, nobody signed in',
      method: 'POST',
      path: '/auth/login',
      headers: json,
      body: `{${times(5_500, (n) => `"k${n}":1`).join(',')}}`,
    },
    create('a resource of 9,000 index entries', '/fhir/R4/Patient', {
      resourceType: 'Patient',
      identifier: times(4_500, (n) => ({ value: `${n}` })),
    }),
    create('a policy of 450 entries with 4 clauses', '/fhir/R4/AccessPolicy', {
      resourceType: 'AccessPolicy',
      name: 'heavy',
      resource: times(450, (n) => ({
        resourceType: 'Observation',
        criteria: `Observation?${times(4, (at) => `code=t|${n}-${at}`).join('&')}`,
      })),
    }),
    create('a resource of 1 MB', '/fhir/R4/Observation', {
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'x' },
      note: times(90, () => ({ text: 'a '.repeat(5 * KB) })),
    }),
    create('a batch of 50 creates', '/fhir/R4', {
      resourceType: 'Bundle',
      type: 'batch',
      entry: times(50, (n) => ({
        request: { method: 'POST', url: 'Patient' },
        resource: { resourceType: 'Patient', name: [{ family: `b${n}` }] },
      })),
    }),
    { request: 'a search for 1,000 resources', method: 'GET', path: '/fhir/R4/Observation?_count=1000', headers: fhir },
  ]
}
