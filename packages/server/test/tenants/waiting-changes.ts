import type { Answer, StoreKind } from '@damson/testkit'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { CookieBrowser, Visit } from '../signin/cookie-browser.ts'
import { ADMINISTRATOR, type Hosted, type HostedApp, startHosted } from '../signin/hosted.ts'
import { type Machine, machineOf } from '../signin/pending-change.ts'

export const PATH = '/account/changes'
export const CHOSEN = { name: 'machineApproval', valueBoolean: true }
export const OBSERVATIONS = { resource: [{ resourceType: 'Observation' }] }

/** A clinic where changes of machines wait, and what its machine and its owner do. Each test changes a policy of its own. */
export function waitingChanges(store: StoreKind) {
  let hosted: Hosted
  let app: HostedApp
  let pipeline: Machine
  let target = ''

  const as = (path: string, options: object = {}): Promise<Answer> =>
    hosted.world.call(path, { token: hosted.clinic.token, ...options })
  const byMachine = (path: string, options: object = {}, machine = pipeline): Promise<Answer> =>
    hosted.world.call(path, { basic: machine.basic, ...options })
  const read = async (reference: string): Promise<Record<string, unknown>> => (await as(`fhir/R4/${reference}`)).body
  const must = (answer: Answer): Answer => {
    if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`)
    return answer
  }
  const make = async (json: Record<string, unknown>): Promise<string> =>
    `${String(json['resourceType'])}/${must(await as(`fhir/R4/${String(json['resourceType'])}`, { json })).body.id}`
  const policy = (resource: readonly object[], name = 'Target'): Promise<string> =>
    make({ resourceType: 'AccessPolicy', name, resource })
  const machine = (name = 'Nightly pipeline'): Promise<Machine> => machineOf(hosted, name)
  const change = async (fields: object, by = pipeline): Promise<Answer> =>
    byMachine(`fhir/R4/${target}`, { method: 'PUT', json: { ...(await read(target)), ...fields } }, by)
  const statusOf = (answer: Answer, machineOf = pipeline): Promise<Answer> => {
    const at = answer.headers.get('content-location') ?? ''
    return byMachine(at.slice(hosted.issuer.length), {}, machineOf)
  }
  const idOf = (answer: Answer): string => (answer.headers.get('content-location') ?? '').split('/').at(-1) ?? ''
  async function owner(): Promise<CookieBrowser> {
    const browser = hosted.browser()
    await hosted.signIn(browser, app, ADMINISTRATOR)
    return browser
  }
  const open = (browser: CookieBrowser, id: string): Promise<Visit> => browser.open(`${PATH}?change=${id}`)
  const decide = async (browser: CookieBrowser, id: string, what: 'approve' | 'refuse'): Promise<Visit> =>
    browser.post(PATH, { form: (await browser.open(PATH)).hidden('form'), change: id, do: what })
  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app({ name: 'Our Portal' })
    pipeline = await machine()
    await hosted.set(CHOSEN)
  })
  afterAll(() => hosted.world.close())
  beforeEach(async () => {
    target = await policy([{ resourceType: 'Patient' }])
    await hosted.world.store.db.query({ sql: 'delete from pending_changes', params: [] })
  })

  /** What is kept of the requests: it names people, and may hold secrets. */
  async function requestsKept(): Promise<readonly unknown[]> {
    const { rows } = await hosted.world.store.db.query({ sql: 'select sealed from pending_changes', params: [] })
    return rows.map((row) => (row as { readonly sealed: string }).sealed)
  }

  return {
    get hosted() {
      return hosted
    },
    get app() {
      return app
    },
    get pipeline() {
      return pipeline
    },
    /** The policy that is changed. */
    get target() {
      return target
    },
    as,
    byMachine,
    read,
    must,
    make,
    policy,
    machine,
    change,
    statusOf,
    idOf,
    owner,
    open,
    decide,
    requestsKept,
  }
}
