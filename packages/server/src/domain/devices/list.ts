import { decide } from '@damson/access'
import {
  accepted,
  type ClientApplication,
  literalValue,
  type Pair,
  parseSearch,
  type Result,
  refused,
} from '@damson/fhir'
import { inSlices } from '#base/slices'
import type { Grantee } from '#domain/access'
import { type KnownUse, usesOf } from '#domain/clients'
import { resourceOf, type Stored, searchResources } from '#domain/resources'
import type { DeviceDeps } from './dependencies.ts'
import { type DeviceRow, devicesAmong } from './devices.store.ts'

/** A device as administrators see it. */
export interface ListedDevice {
  readonly id: string
  readonly name: string | undefined
  readonly active: boolean
  readonly signs: boolean
  readonly connectedAt: Date | null
  readonly keySince: Date | null
  readonly lastUsedAt: Date | null
  readonly lastAddress: string | undefined
  /** What its program says it is. */
  readonly program: string | undefined
  readonly lastBasicAt: Date | null
  readonly ended: { readonly as: 'revoked' | 'lost'; readonly at: Date } | undefined
}

const TYPE = 'ClientApplication'
const PAGE = 100

interface DevicePage {
  readonly devices: readonly ListedDevice[]
  readonly next: string | undefined
}

/**
 * The devices of a project that an administrator may see, by their ids, after one of them. `name`: with it in their name. Large
 * resources make a page short.
 */
export async function listDevices(
  deps: Pick<DeviceDeps, 'db' | 'keyring'>,
  { access, project }: Grantee,
  { after, name }: { readonly after: string; readonly name: string },
): Promise<Result<DevicePage, { readonly why: 'malformed_name' }>> {
  const decision = decide(access, { interaction: 'read', resourceType: TYPE })
  if (decision.verdict === 'deny') return accepted({ devices: [], next: undefined })
  const search = parseSearch(TYPE, [...DEVICES, ...namePairs(name)])
  if (!search.ok) return refused({ why: 'malformed_name' })
  const cursor = after === '' ? undefined : { part: 'all' as const, keys: [after], rk: Number.MAX_SAFE_INTEGER }
  const { resources, next } = await searchResources(deps.db, project, search.value, decision.narrowing, PAGE, cursor)
  const ids = resources.map(({ id }) => id)
  const uses = await usesOf(deps, project, ids)
  const rows = new Map((await devicesAmong.rows(deps.db, project, ids)).map((row) => [row.id, row]))
  const devices = await inSlices(listed(resources, rows, uses))
  return accepted({ devices, next: next && devices.at(-1)?.id })
}

const DEVICES: readonly Pair[] = [
  { name: 'kind', values: [literalValue('device')] },
  { name: '_sort', values: [{ parts: ['_id'] }] },
]

const namePairs = (name: string): readonly Pair[] =>
  name === '' ? [] : [{ name: 'name', modifier: 'contains', values: [literalValue(name)] }]

function* listed(
  found: readonly Stored[],
  rows: ReadonlyMap<string, DeviceRow>,
  uses: ReadonlyMap<string, KnownUse>,
): Generator<undefined, readonly ListedDevice[], undefined> {
  const devices: ListedDevice[] = []
  for (const stored of found) {
    const client = resourceOf<ClientApplication>(stored)
    if (client === undefined) throw new Error('a device has no resource')
    const { id } = stored
    const [row, use] = [rows.get(id), uses.get(id)]
    const { endedAs: as = null, endedAt: at = null } = row ?? {}
    devices.push({
      id,
      name: client.name,
      active: (client.status ?? 'active') === 'active',
      signs: client.jwks !== undefined || client.jwksUri !== undefined,
      connectedAt: row?.connectedAt ?? null,
      keySince: row?.keySince ?? null,
      lastUsedAt: use?.usedAt ?? null,
      lastAddress: use?.address,
      program: use?.program ?? undefined,
      lastBasicAt: use?.basicUsedAt ?? null,
      ended: as === null || at === null ? undefined : { as, at },
    })
    yield
  }
  return devices
}
