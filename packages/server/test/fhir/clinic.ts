/** A project with people and machines of every kind, for tests of the FHIR API over HTTP. */
import {
  type Answer,
  type CallOptions,
  type Machine,
  type Owner,
  startWorld,
  type World,
  type WorldOptions,
} from '@damson/testkit'
import { expect } from 'vitest'

export interface Clinic extends World {
  readonly owner: Owner
  /** Calls the FHIR API, as the owner unless the options name somebody else. */
  fhir(path: string, options?: CallOptions): Promise<Answer>
  /** Creates a resource as the owner. */
  made(resource: object, options?: CallOptions): Promise<Made>
  /** A server with a policy of its own, and its token. */
  server(entries: readonly object[], extra?: object): Promise<Machine & { readonly token: string }>
  /** All events that the owner's project has of a search, newest first. */
  events(query?: string): Promise<readonly Event[]>
}

export interface Made {
  readonly id: string
  readonly meta: { readonly versionId: string; readonly lastUpdated: string }
}

/** An AuditEvent as it is asserted on. */
export interface Event {
  readonly id: string
  readonly action: string
  readonly outcome: string
  readonly outcomeDesc?: string
  readonly recorded: string
  readonly subtype: readonly { readonly system: string; readonly code: string }[]
  readonly agent: readonly {
    readonly who?: { readonly reference: string }
    readonly requestor: boolean
    readonly name?: string
    readonly network?: { readonly address: string; readonly type: string }
  }[]
  readonly entity?: readonly {
    readonly what?: { readonly reference: string }
    readonly name?: string
    readonly query?: string
  }[]
}

export async function startClinic(options: WorldOptions): Promise<Clinic> {
  const world = await startWorld(options)
  const owner = await world.actors.owner()
  const fhir = (path: string, options: CallOptions = {}): Promise<Answer> =>
    world.call(`fhir/R4/${path}`, {
      ...(options.token === undefined && options.basic === undefined && { token: owner.token }),
      ...options,
    })
  return {
    ...world,
    owner,
    fhir,
    async made(resource, options) {
      const { resourceType } = resource as { resourceType: string }
      const answer = await fhir(resourceType, { json: resource, ...options })
      expect(answer.status, answer.text).toBe(201)
      return answer.body as Made
    },
    async server(entries, extra = {}) {
      const accessPolicy = await world.actors.policy(owner, entries)
      const machine = await world.actors.machine(owner, { accessPolicy, extra })
      return { ...machine, token: await world.actors.machineToken(machine) }
    },
    async events(query = '') {
      const found = await fhir(`AuditEvent?${query.includes('_count=') ? '' : '_count=1000&'}${query}`)
      expect(found.status, found.text).toBe(200)
      return (found.body.entry ?? []).map(({ resource }: { resource: Event }) => resource)
    },
  }
}

/** The first issue of an OperationOutcome, which must be a sentence for whoever asked. */
export function issueOf(answer: Answer): {
  readonly code: string
  readonly text: string
  readonly reason: string | undefined
} {
  expect(answer.body?.resourceType, answer.text.slice(0, 300)).toBe('OperationOutcome')
  const [issue] = answer.body.issue
  return { code: issue.code, text: issue.details.text, reason: issue.details.coding?.[0]?.code }
}

/** The entries of a Bundle. */
// oxlint-disable-next-line typescript/no-explicit-any -- a test asserts what is there
export function entriesOf({ body }: Answer): readonly any[] {
  return body.entry ?? []
}

/** The resources of a Bundle. */
// oxlint-disable-next-line typescript/no-explicit-any -- a test asserts what is there
export function resourcesOf(answer: Answer): readonly any[] {
  return entriesOf(answer).map(({ resource }) => resource)
}

export const idsOf = (answer: Answer): readonly string[] => resourcesOf(answer).map(({ id }) => id)

/** Follows the links of a searchset or history, to the last page. */
export async function allPages(clinic: Clinic, path: string, options: CallOptions = {}): Promise<readonly Answer[]> {
  const pages = [await clinic.fhir(path, options)]
  for (;;) {
    const answer = pages.at(-1)
    expect(answer?.status, answer?.text).toBe(200)
    const next = linkOf(answer, 'next')
    if (next === undefined) return pages
    expect(next.startsWith(clinic.fhirUrl)).toBe(true)
    pages.push(await clinic.fhir(next.slice(clinic.fhirUrl.length), options))
  }
}

export function linkOf(answer: Answer | undefined, relation: string): string | undefined {
  const links: { relation: string; url: string }[] = answer?.body.link ?? []
  return links.find((link) => link.relation === relation)?.url
}

export const patch = (operations: unknown): CallOptions => ({
  method: 'PATCH',
  raw: JSON.stringify(operations),
  headers: { 'Content-Type': 'application/json-patch+json' },
})

/** A batch as a call. */
export const batchOf = (entry: readonly object[]): CallOptions => ({
  json: { resourceType: 'Bundle', type: 'batch', entry },
})

export const observation = (patient: string, more: object = {}): object => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
  subject: { reference: patient },
  ...more,
})
