import type { ClientApplication } from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import type { Grantee } from '#domain/access'
import { resourceOf } from '#domain/resources'
import type { DeviceDeps } from './dependencies.ts'
import { devicesOf } from './devices.store.ts'
import { useContext } from './use.ts'
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

/** The devices of a project that an administrator may see, by their ids, after one of them. */
export async function listDevices(
  deps: Pick<DeviceDeps, 'issuers' | 'db' | 'keyring'>,
  grantee: Grantee,
  after: string,
): Promise<{ readonly devices: readonly ListedDevice[]; readonly next: string | undefined }> {
  const rows = await devicesOf.rows(deps.db, { project: grantee.project, after, limit: PAGE })
  const devices = rows.flatMap((row): ListedDevice[] => {
    const client = resourceOf<ClientApplication>(row)
    if (client === undefined || !covers(deps, grantee, 'read', row)) return []
    const { endedAs: as, endedAt: at } = row
    return [
      {
        id: row.id,
        name: client.name,
        active: (client.status ?? 'active') === 'active',
        signs: client.jwks !== undefined || client.jwksUri !== undefined,
        connectedAt: row.connectedAt,
        keySince: row.keySince,
        lastUsedAt: row.usedAt,
        lastAddress: row.address === null ? undefined : opened(deps.keyring, row.address, row.id),
        program: row.agent ?? undefined,
        lastBasicAt: row.basicUsedAt,
        ended: as === null || at === null ? undefined : { as, at },
      },
    ]
  })
  return { devices, next: rows.length === PAGE ? rows.at(-1)?.id : undefined }
}

/** Undefined once its key is gone: the device writes a new one when it is used. */
function opened(keyring: Keyring, sealed: string, id: string): string | undefined {
  try {
    return keyring.unseal(sealed, useContext(id)).toString()
  } catch {
    return undefined
  }
}
