import type { PathName } from '../paths.ts'

/** The report as it is written: exactly these members. */
export interface Report {
  readonly machine: string
  readonly startup: Startup
  readonly rows: readonly Row[]
}

export interface Startup {
  readonly firstMs: number
  readonly laterMs: number
  readonly idleMb: number
}

export interface Row {
  readonly path: string
  readonly connections: number
  readonly rps: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly floorRps: number
  /** The throughput as a part of the floor's. */
  readonly floorRatio: number
  /** As a part of the floor's with one durable insert; of the same floor where that inserts durably already, or nothing is to be inserted. */
  readonly auditedFloorRatio: number
}

export interface TargetFigures {
  readonly rps: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
}

/** A path at a number of connections, measured on all its targets. */
export interface Measured {
  readonly path: PathName
  readonly connections: number
  readonly server: TargetFigures | undefined
  readonly floor: TargetFigures | undefined
  /** Undefined where the floor inserts durably as it is, or nothing is to be inserted. */
  readonly audited: TargetFigures | undefined
}

/** Beside the rows: what the report does not hold, and the budgets are judged by. */
export interface Extras {
  readonly idleAfterFirstMb: number
  readonly search: SearchPlan | undefined
}

export interface SearchPlan {
  readonly resources: number
  readonly searches: number
  readonly medianMs: number
  readonly slowestMs: number
  /** Nodes that read a table from end to end. */
  readonly scans: readonly string[]
}

export function rowOf({ path, connections, server, floor, audited }: Measured, name: string = path): Row {
  const [own, bare] = [server?.rps ?? 0, floor?.rps ?? 0]
  return {
    path: name,
    connections,
    rps: Math.round(own),
    p50Ms: rounded(server?.p50Ms ?? 0, 2),
    p99Ms: rounded(server?.p99Ms ?? 0, 2),
    floorRps: Math.round(bare),
    floorRatio: rounded(own / bare, 3),
    auditedFloorRatio: rounded(own / (audited?.rps ?? bare), 3),
  }
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
