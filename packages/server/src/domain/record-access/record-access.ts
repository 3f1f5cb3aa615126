import { type Condition, isResourceType, parseSearch, type Resource, type ResourceType, splitQuery } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import type { Tx } from '#base/db'
import { type LookRow, looksAtPatient } from '#domain/audit'
import { fullName } from '#domain/memberships'
import type { Disclosure } from '#domain/projects'
import { findReachable, findResources, resourceOf, type Stored, searchResources } from '#domain/resources'

/** Who looked, without a name. */
export type Who = 'patient' | 'staff' | 'related' | 'program' | 'unknown'

/** How often somebody looked at one kind of data on one day. */
export interface Look {
  readonly day: string
  readonly who: Who
  /** What the practitioner is here, as the project's PractitionerRole says. */
  readonly role: string | undefined
  readonly name: string | undefined
  readonly resourceType: string
  readonly times: number
}

export interface Looks {
  readonly looks: readonly Look[]
  /** False: there was more, and only the latest is here. */
  readonly complete: boolean
}

const TOLD_SECONDS = 90 * 86_400
const MOST_ROWS = 2_000
const MOST_NAMES = 100
const EVERYTHING: Condition = { op: 'all', of: [] }

/**
 * Who looked at a patient's record in the last 90 days, the latest day first. Somebody who acts for the patient is told
 * only of single resources that they may read themselves (`readableBy`) and that carry no label, and never of names or
 * roles: a confidential visit must not be told by whoever looked.
 */
export async function looksAtRecord(
  tx: Tx,
  {
    project,
    patient,
    disclosure,
  }: { readonly project: string; readonly patient: string; readonly disclosure: Disclosure },
  readableBy: ((type: ResourceType) => Condition | undefined) | undefined,
  now: Date,
): Promise<Looks> {
  const since = secondsAfter(now, -TOLD_SECONDS)
  const rows = await looksAtPatient.rows(tx, { project, patient, since, limit: MOST_ROWS })
  const shown = readableBy === undefined ? rows : await unlabelled(tx, project, rows, readableBy)
  const people = readableBy === undefined ? await peopleOf(tx, project, shown, disclosure) : new Map<string, Person>()
  const looks = new Map<string, Look>()
  for (const { day, agent, entity, times } of shown) {
    const who = whoIs(agent, patient)
    const { role, name } = people.get(agent ?? '') ?? {}
    const [resourceType = ''] = (entity ?? '').split('/')
    const key = [day, readableBy === undefined ? agent : who, resourceType].join(' ')
    const known = looks.get(key)?.times ?? 0
    looks.set(key, { day, who, role, name, resourceType, times: known + times })
  }
  return { looks: [...looks.values()], complete: rows.length < MOST_ROWS }
}

function whoIs(agent: string | null, patient: string): Who {
  if (agent === patient) return 'patient'
  switch (agent?.split('/')[0]) {
    case 'Practitioner':
      return 'staff'
    case 'Patient':
    case 'RelatedPerson':
      return 'related'
    case 'ClientApplication':
    case 'Bot':
      return 'program'
    default:
      return 'unknown'
  }
}

/** Only looks at single resources that are readable and have no label: any label may mark confidential care. */
async function unlabelled(
  tx: Tx,
  project: string,
  rows: readonly LookRow[],
  readableBy: (type: ResourceType) => Condition | undefined,
): Promise<readonly LookRow[]> {
  const shown = new Set<string>()
  for (const [type, ids] of idsByType(rows.map(({ entity }) => entity))) {
    const narrowing = readableBy(type)
    if (narrowing === undefined) continue
    const found = await findReachable(tx, project, type, ids, narrowing)
    for (const stored of found) if (!isLabelled(stored)) shown.add(`${stored.type}/${stored.id}`)
  }
  return rows.filter(({ entity }) => entity !== null && shown.has(entity))
}

const isLabelled = (stored: Stored): boolean => (resourceOf(stored)?.meta?.security ?? []).length > 0

interface Person {
  readonly role?: string
  readonly name?: string
}

/** What the project says of the people who looked. */
async function peopleOf(
  tx: Tx,
  project: string,
  rows: readonly LookRow[],
  disclosure: Disclosure,
): Promise<ReadonlyMap<string, Person>> {
  const people = new Map<string, Person>()
  for (const [type, ids] of idsByType(rows.map(({ agent }) => agent))) {
    if (type !== 'Practitioner') continue
    const some = ids.slice(0, MOST_NAMES)
    const roles = await rolesOf(tx, project, some)
    const stored = disclosure === 'names' ? await findResources(tx, project, type, some) : []
    const names = new Map(
      stored.map((one) => [one.id, fullName(resourceOf<Parameters<typeof fullName>[0] & object>(one))]),
    )
    for (const id of some) {
      const [role, name] = [roles.get(id), names.get(id)]
      people.set(`${type}/${id}`, { ...(role !== undefined && { role }), ...(name !== undefined && { name }) })
    }
  }
  return people
}

interface RoleResource {
  readonly practitioner?: { readonly reference?: string }
  readonly code?: readonly { readonly text?: string; readonly coding?: readonly { readonly display?: string }[] }[]
}

async function rolesOf(tx: Tx, project: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const practitioner = ids.map((id) => `Practitioner/${id}`).join(',')
  const search = parseSearch('PractitionerRole', splitQuery([['practitioner', practitioner]]))
  if (!search.ok) return new Map()
  const { resources } = await searchResources(tx, project, search.value, EVERYTHING, MOST_NAMES)
  return new Map(
    resources.flatMap((stored) => {
      const { practitioner: of, code: [code] = [] } = resourceOf<RoleResource & Resource>(stored) ?? {}
      const text = code?.text ?? code?.coding?.find(({ display }) => display !== undefined)?.display
      return of?.reference === undefined || text === undefined
        ? []
        : [[of.reference.split('/')[1] ?? '', text] as const]
    }),
  )
}

function idsByType(references: readonly (string | null)[]): ReadonlyMap<ResourceType, readonly string[]> {
  const byType = new Map<ResourceType, Set<string>>()
  for (const reference of references) {
    const [type = '', id] = (reference ?? '').split('/')
    if (id === undefined || !isResourceType(type)) continue
    byType.set(type, (byType.get(type) ?? new Set()).add(id))
  }
  return new Map([...byType].map(([type, ids]) => [type, [...ids]]))
}
