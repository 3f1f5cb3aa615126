import type { Paged } from '#api'

/** An upkeep job on one node, since its start. */
export interface Job {
  readonly name: string
  readonly ranAt?: string
  readonly nextAt?: string
  readonly succeededAt?: string
  readonly seconds: number
  readonly rows: number
  readonly failures: number
}

export interface Node {
  readonly id: string
  readonly host: string
  readonly version: string
  readonly startedAt: string
  readonly seenAt: string
  readonly isQuiet: boolean
  readonly answers: boolean
  readonly state?: {
    readonly memoryBytes: number
    readonly passwordHashes: number
    readonly basicClients: number
    readonly basicRequests: number
    readonly jobs: readonly Job[]
  }
}

/** The answer of `GET /admin/server`. */
export interface Health {
  readonly checkedAt: string
  readonly version: string
  readonly baseUrl: string
  readonly ok: boolean
  readonly store: { readonly ok: boolean; readonly engine: 'postgres' | 'pglite' }
  readonly clock: { readonly state: 'steady' | 'drifting' | 'wrong'; readonly offsetMs: number }
  readonly nodes: readonly Node[]
}

/** A smaller difference of clocks is nothing to look at. */
export const MOST_CLOCK_MS = 100

const LATE_MS = 300_000

/** Whether a job should have run more than five minutes ago. */
export const isLate = (nextAt: string | undefined, now: string): boolean =>
  nextAt !== undefined && Date.parse(now) - Date.parse(nextAt) > LATE_MS

/** A project, as `GET /admin/server/projects` lists them. */
export interface ListedProject {
  readonly id: string
  readonly name: string
  readonly active: boolean
  readonly superAdmin?: boolean
  readonly changedAt: string
  readonly version: number
  /** What operators set for it, by the names of the settings. */
  readonly limits: Readonly<Record<string, number | boolean>>
}

/** The answer of `GET /admin/server/projects`. */
export interface Projects {
  readonly projects: readonly ListedProject[]
  readonly next?: string
}

export const PROJECTS: Paged<Projects, ListedProject> = {
  rows: ({ projects }) => projects,
  next: ({ next }) => next,
}

/** The projects with this in their name. */
export const projectsPath = (name: string): string =>
  `admin/server/projects?${new URLSearchParams({ _count: '100', ...(name !== '' && { name }) }).toString()}`
