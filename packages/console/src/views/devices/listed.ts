import type { AccessPolicy } from '@damson/sdk'
import type { Paged } from '#api'

/** What the policy of most devices allows, and no more. */
export const SENDS_RESULTS: NonNullable<AccessPolicy['resource']> = [
  { resourceType: 'Observation', interaction: ['create'] },
]

/** What is for everything is no device's: the server refuses it. */
export const isForDevice = ({ resource = [] }: AccessPolicy): boolean =>
  resource.every(({ resourceType }) => resourceType !== '*')

/** A device, as `GET /admin/projects/:id/devices` lists them. */
export interface Device {
  readonly id: string
  readonly name?: string
  readonly active: boolean
  /** It has a key, and needs no secret. */
  readonly signs: boolean
  readonly connectedAt: string | null
  readonly keySince: string | null
  readonly lastUsedAt: string | null
  readonly lastAddress?: string
  readonly program?: string
  readonly lastBasicAt: string | null
  readonly ended?: { readonly as: 'revoked' | 'lost'; readonly at: string }
}

export interface Devices {
  readonly devices: readonly Device[]
  readonly next?: string
}

const pathOf = (projectId: string): string => `admin/projects/${projectId}/devices`

export function devicePages(
  projectId: string,
  name: string,
): { readonly path: string; readonly paged: Paged<Devices, Device> } {
  const path = `${pathOf(projectId)}?${new URLSearchParams({ name }).toString()}`
  return {
    path,
    paged: {
      rows: ({ devices }) => devices,
      next: ({ next }) => (next === undefined ? undefined : `${path}&after=${encodeURIComponent(next)}`),
    },
  }
}

/** The page of the list that begins with a device: the list is in the order of ids, and `after` is the one before. */
export function pageOf(projectId: string, id: string): string | undefined {
  const before = idBefore(id)
  return before === undefined ? undefined : `${pathOf(projectId)}?after=${before}`
}

/** The id that comes just before another one. Undefined for what is no id. */
export function idBefore(id: string): string | undefined {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return undefined
  const [head, tail] = [id.slice(0, 24), BigInt(`0x${id.slice(24)}`)]
  // One in 2^48 ids ends in zeros alone: its page is not found, and the list still has it.
  return tail === 0n ? undefined : `${head}${(tail - 1n).toString(16).padStart(12, '0')}`
}

export const actPath = (projectId: string, id: string, act: 'lost' | 'revoke' | 'replace'): string =>
  `${pathOf(projectId)}/${encodeURIComponent(id)}/${act}`

export const windowPath = (projectId: string, step = ''): string => `admin/projects/${projectId}/device-window${step}`

/** What `GET …/device-window` answers. */
export interface Ceremony {
  readonly enabled: boolean
  readonly policies: readonly { readonly reference: string; readonly name: string }[]
  readonly window?: {
    readonly id: string
    readonly name: string
    readonly accessPolicy?: { readonly reference: string }
    readonly device?: { readonly reference: string }
    readonly expiresAt: string
  }
}
