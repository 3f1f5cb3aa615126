import type { PathName } from '../paths.ts'

/** The written report: exactly these members. */
export interface Report {
  readonly machine: string
  /** Absent if only one path was measured. */
  readonly startup?: Startup
  readonly rows: readonly Row[]
  /** How long other requests wait while one heavy request is answered. */
  readonly waits: readonly Wait[]
  /** The server beside `oidc-provider`. */
  readonly beside: readonly Beside[]
}

/** The embedded store. Times are medians, memory is the maximum of all starts. */
export interface Startup {
  readonly firstMs: number
  readonly laterMs: number
  /** Processor time of a later start, from the start of the process to its first answer. */
  readonly laterCpuMs: number
  readonly idleMb: number
  readonly peakMb: number
}

export interface Row {
  readonly path: string
  readonly connections: number
  readonly rps: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Processor time of one request, in the server and in PostgreSQL, in microseconds. */
  readonly nodeUs: number
  readonly postgresUs: number
  readonly floorRps: number
  readonly floorUs: number
  /** The floor's processor time as a share of the server's, by which a budget is judged. */
  readonly floorRatio: number
  /**
   * The same for the floor with one durable insert. If that floor already inserts durably, or nothing is inserted, it
   * is the plain floor's.
   */
  readonly auditedFloorRatio: number
}

export interface TargetFigures {
  readonly rps: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly nodeUs: number
  readonly postgresUs: number
}

/** A path at a number of connections, measured on all its targets: medians of the rounds. */
export interface Measured {
  readonly path: PathName
  readonly connections: number
  readonly server: TargetFigures | undefined
  readonly floor: TargetFigures | undefined
  /** Undefined if the floor already inserts durably, or nothing is inserted. */
  readonly audited: TargetFigures | undefined
  /** The single rounds of the targets that are compared with each other. */
  readonly rounds: Readonly<Record<'server' | 'against' | 'peer', readonly TargetFigures[]>>
}

/** Measurements other than those of the paths, by which budgets are judged. */
export interface Extras {
  readonly search: SearchPlan | undefined
  readonly waits: readonly Wait[]
  readonly beside: readonly Beside[]
}

/** The server and `oidc-provider`, driven in turn with the same request. */
export interface Beside {
  /** For an opaque token, the peer does less: it signs nothing, and nothing is audited. */
  readonly request: 'code-exchange' | 'client-credentials' | 'client-credentials, opaque'
  readonly connections: number
  readonly rps: number
  readonly peerRps: number
  /** The server's throughput as a multiple of the peer's. */
  readonly ratio: number
  /** Processor time of one request, in node and PostgreSQL together, in microseconds. */
  readonly us: number
  readonly peerUs: number
}

export interface Wait {
  readonly request: string
  readonly status: number
  /** The longest wait of another request for an answer in the meantime, in milliseconds. */
  readonly longestMs: number
  /** The longest wait without a heavy request. */
  readonly quietMs: number
}

export interface SearchPlan {
  readonly resources: number
  readonly searches: number
  readonly medianMs: number
  readonly slowestMs: number
  /** Nodes that read a table from end to end. */
  readonly scans: readonly string[]
  /** The same searches again, right after many creates. */
  readonly late: { readonly created: number; readonly medianMs: number }
  /** Planning and execution of other usual searches, the median of 20. */
  readonly selective: readonly SelectiveFigure[]
}

export interface SelectiveFigure {
  readonly name: string
  readonly medianMs: number
}

/** Processor time of one request, in the server and in PostgreSQL together. */
export const totalUs = ({ nodeUs, postgresUs }: TargetFigures): number => nodeUs + postgresUs

export function rowOf({ path, connections, server, floor, audited }: Measured, name: string = path): Row {
  const own = server === undefined ? 0 : totalUs(server)
  const bare = floor === undefined ? 0 : totalUs(floor)
  return {
    path: name,
    connections,
    rps: Math.round(server?.rps ?? 0),
    p50Ms: rounded(server?.p50Ms ?? 0, 2),
    p99Ms: rounded(server?.p99Ms ?? 0, 2),
    nodeUs: Math.round(server?.nodeUs ?? 0),
    postgresUs: Math.round(server?.postgresUs ?? 0),
    floorRps: Math.round(floor?.rps ?? 0),
    floorUs: Math.round(bare),
    floorRatio: rounded(bare / own, 3),
    auditedFloorRatio: rounded((audited === undefined ? bare : totalUs(audited)) / own, 3),
  }
}

export function besideOf(
  request: Beside['request'],
  connections: number,
  own: TargetFigures,
  peer: TargetFigures,
): Beside {
  return {
    request,
    connections,
    rps: Math.round(own.rps),
    peerRps: Math.round(peer.rps),
    ratio: rounded(own.rps / peer.rps, 3),
    us: Math.round(totalUs(own)),
    peerUs: Math.round(totalUs(peer)),
  }
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
