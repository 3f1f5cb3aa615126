import type { Paged } from '#api'

interface Named {
  readonly reference: string
  readonly display?: string
}

/** A client, as `GET /admin/projects/:id/clients` lists them. */
export interface Client {
  readonly id: string
  readonly name?: string
  readonly kind: 'app' | 'server' | 'device'
  readonly active: boolean
  readonly tokenEndpointAuthMethod: string
  readonly basicAllowed: boolean
  /** It acts for people: only owners change it and its secret, and the person is none. */
  readonly needsOwner: boolean
  readonly membership?: Named
  readonly policies?: readonly Named[]
  readonly createdAt?: string
  readonly lastUse?: {
    readonly at: string
    readonly how?: string
    readonly address?: string
    readonly program?: string
  }
  readonly lastBasicAt?: string
  readonly secretCreatedAt?: string
  readonly oldSecret?: {
    readonly createdAt: string
    readonly lastUsedAt?: string
    readonly lastAddress?: string
  }
}

interface Clients {
  readonly clients: readonly Client[]
  readonly next?: string
}

export interface ClientFilter {
  readonly id?: string
  readonly name?: string
  readonly kind?: string
  readonly active?: string
  readonly finding?: string
}

export function clientsPath(projectId: string, filter: ClientFilter): string {
  const given = Object.entries(filter).filter(([, value]) => value !== '')
  return `admin/projects/${projectId}/clients?${new URLSearchParams([...given, ['_count', '100']]).toString()}`
}

/** Devices have a view of their own. */
export const CLIENT_PAGES: Paged<Clients, Client> = {
  rows: ({ clients }) => clients.filter(({ kind }) => kind !== 'device'),
  next: ({ next }) => next,
}

export const EVERY_CLIENT: Paged<Clients, Client> = { rows: ({ clients }) => clients, next: ({ next }) => next }

export const clientPath = (id: string): string => `fhir/R4/ClientApplication/${encodeURIComponent(id)}`
