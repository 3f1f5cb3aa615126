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
/** Of a search, a page ends after so many looks, whatever it has found by then. */
const MOST_LOOKS = 10

/** The devices of a project that an administrator may see, by their ids, after one of them. `name`: with it in their name. */
export async function listDevices(
  deps: Pick<DeviceDeps, 'issuers' | 'db' | 'keyring'>,
  grantee: Grantee,
  { after, name }: { readonly after: string; readonly name: string },
): Promise<DevicePage> {
  const devices: ListedDevice[] = []
  let from = after
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const page = await lookFrom(deps, grantee, from, name.toLowerCase())
    devices.push(...page.devices)
    if (page.next === undefined || devices.length > 0) return { devices, next: page.next }
    from = page.next
  }
  return { devices, next: from }
}

interface DevicePage {
  readonly devices: readonly ListedDevice[]
  readonly next: string | undefined
}

async function lookFrom(
  deps: Pick<DeviceDeps, 'issuers' | 'db' | 'keyring'>,
  grantee: Grantee,
  after: string,
  name: string,
): Promise<DevicePage> {
  const rows = await devicesOf.rows(deps.db, { project: grantee.project, after, limit: PAGE })
  const uses = await usesOf(
    deps,
    grantee.project,
    rows.map(({ id }) => id),
  )
  const devices = rows.flatMap((row): ListedDevice[] => {
    const client = resourceOf<ClientApplication>(row)
    if (client === undefined || !covers(deps, grantee, 'read', row)) return []
    if (!(client.name ?? '').toLowerCase().includes(name)) return []
    const { endedAs: as, endedAt: at } = row
    const use = uses.get(row.id)
    return [
      {
        id: row.id,
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
      },
    ]
  })
  return { devices, next: rows.length === PAGE ? rows.at(-1)?.id : undefined }
}
