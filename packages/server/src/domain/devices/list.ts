import type { ClientApplication } from '@damson/fhir'
import type { Grantee } from '#domain/access'
import { usesOf } from '#domain/clients'
import { resourceOf } from '#domain/resources'
import type { DeviceDeps } from './dependencies.ts'
import { devicesOf } from './devices.store.ts'
import { covers } from './windows.ts'

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

const PAGE = 100
/** A search looks at so many for a page, whatever it finds. */
const MOST_LOOKED_AT = 1_000

interface DevicePage {
  readonly devices: readonly ListedDevice[]
  readonly next: string | undefined
}

/** The devices of a project that an administrator may see, by their ids, after one of them. `name`: with it in their name. */
export async function listDevices(
  deps: Pick<DeviceDeps, 'issuers' | 'db' | 'keyring'>,
  grantee: Grantee,
  { after, name }: { readonly after: string; readonly name: string },
): Promise<DevicePage> {
  const { project } = grantee
  const limit = name === '' ? PAGE : MOST_LOOKED_AT
  const rows = await devicesOf.rows(deps.db, { project, after, limit })
  const part = name.toLowerCase()
  const found = rows
    .flatMap((row) => {
      const client = resourceOf<ClientApplication>(row)
      return client !== undefined && (client.name ?? '').toLowerCase().includes(part) ? [{ row, client }] : []
    })
    .filter(({ row }) => covers(deps, grantee, 'read', row))
    .slice(0, PAGE)
  const uses = await usesOf(
    deps,
    project,
    found.map(({ row }) => row.id),
  )
  const devices = found.map(({ row, client }): ListedDevice => {
    const { id, endedAs: as, endedAt: at } = row
    const use = uses.get(id)
    return {
      id,
      name: client.name,
      active: (client.status ?? 'active') === 'active',
      signs: client.jwks !== undefined || client.jwksUri !== undefined,
      connectedAt: row.connectedAt,
      keySince: row.keySince,
      lastUsedAt: use?.usedAt ?? null,
      lastAddress: use?.address,
      program: use?.program ?? undefined,
      lastBasicAt: use?.basicUsedAt ?? null,
      ended: as === null || at === null ? undefined : { as, at },
    }
  })
  const last = devices.length === PAGE ? devices.at(-1) : rows.length === limit ? rows.at(-1) : undefined
  return { devices, next: last?.id }
}
