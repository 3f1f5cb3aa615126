/** So long a project keeps a process that another one waits for: a new one costs a tenth of a second of processor time. */
const HELD_MS = 1_000
/** So long a process keeps its project without a run, when there is no fresh one for others. */
export const IDLE_MS = 1_000
/**
 * So long the runs of a process come to their ends when others wait for it: longer than a Bot has that asks for no more time,
 * and shorter than anybody waits.
 */
const LEFT_MS = 11_000

/** A process, as far as it counts here. */
export interface Held {
  readonly project: string | undefined
  readonly runs: number
  readonly heldMs: number
  readonly idleMs: number
  /** For how long it has taken no more runs; undefined while it takes them. */
  readonly retiredMs: number | undefined
}

/** What is asked of a pool without room. */
export interface Need {
  /** Processes that are wanted beyond those that are there or about to be. */
  readonly missing: number
  /** Processes that are there for whoever comes, or about to be. */
  readonly coming: number
  /** How many runs of each project wait. */
  readonly waiting: ReadonlyMap<string, number>
}

/** Which processes take no more runs, and which of those that take none any more are ended with what still runs. */
export interface Room<P> {
  readonly retire: readonly P[]
  readonly end: readonly P[]
}

/**
 * Processes of projects that have nothing to do give way; for a project that waits, also those that never pause. A project
 * that waits itself keeps what it has, unless another one has nothing: else two that always wait would have all, for ever.
 */
export function makingRoom<P extends Held>(processes: readonly P[], { missing, coming, waiting }: Need): Room<P> {
  const having = new Set(processes.map(({ project }) => project))
  const without = [...waiting.keys()].filter((project) => !having.has(project)).length
  const ending = processes.filter(({ retiredMs }) => retiredMs !== undefined)
  const wanted = without > 0 ? without - coming : missing
  const loads = loadsOf(processes, waiting)
  const loadOf = ({ project = '' }: P): number => loads.get(project) ?? 0
  const going = processes
    .filter(({ project, retiredMs }) => project !== undefined && retiredMs === undefined)
    .filter((process) => mayGo(process, waiting, without))
    // Who has nothing to do, then who has the most of it.
    .toSorted((a, b) => Number(a.runs > 0) - Number(b.runs > 0) || loadOf(b) - loadOf(a) || b.idleMs - a.idleMs)
  const overdue = ending
    .filter(({ retiredMs = 0 }) => without > 0 && retiredMs >= LEFT_MS)
    .toSorted((a, b) => (b.retiredMs ?? 0) - (a.retiredMs ?? 0))
  return {
    retire: going.slice(0, Math.max(0, wanted - ending.length)),
    end: overdue.slice(0, Math.max(0, wanted)),
  }
}

function mayGo({ project = '', runs, heldMs, idleMs }: Held, waiting: Need['waiting'], without: number): boolean {
  if (waiting.has(project)) return without > 0 && heldMs >= HELD_MS
  if (runs === 0) return waiting.size > 0 || idleMs >= IDLE_MS
  return waiting.size > 0 && heldMs >= HELD_MS
}

/** The runs of each project: those under way and those that wait. */
function loadsOf(processes: readonly Held[], waiting: Need['waiting']): ReadonlyMap<string, number> {
  const loads = new Map(waiting)
  for (const { project = '', runs } of processes) loads.set(project, (loads.get(project) ?? 0) + runs)
  return loads
}
