import { createCache } from '#base/cache'

/** The project and the network that computing time is spent for. */
export interface Lane {
  readonly project: string
  readonly network: string
}

/** Admitted work; it takes the same time for everyone in its project. */
export interface Slot extends Lane {
  readonly ms: number
}

export interface FullLane {
  /** There may be room again after this many seconds. */
  readonly seconds: number
  /** The project's first refusal since its last admission. */
  readonly isFirst: boolean
}

/** Runs one piece of work at a time on this node, and shares the time fairly. */
export interface Lanes {
  /** Takes a slot's time from the budgets if it is admitted; returns undefined then. */
  admit(slot: Slot): FullLane | undefined
  /** Takes time from the budgets without admission. */
  charge(slot: Slot): void
  /** Runs the work when its turn comes: projects take turns, and so do the networks of each. */
  run<T>(lane: Slot, work: () => Promise<T>): Promise<T>
}

/** Half of the one thread for a project, and a quarter for a network; at most ten and five seconds at once. */
const PROJECT: Budget = { mostMs: 10_000, share: 0.5 }
const NETWORK: Budget = { mostMs: 5_000, share: 0.25 }
/** Work that would wait for longer is refused; a wait of three times its own length is always allowed. */
const LONGEST_WAIT_MS = 5_000
const KEPT = 50_000

interface Budget {
  readonly mostMs: number
  /** The share of passing time that the budget regains. */
  readonly share: number
}

interface Account {
  leftMs: number
  readonly at: number
  readonly share: number
}

/** How long until an account has this much. */
const wantingMs = ({ leftMs, share }: Account, needed: number): number => Math.max(0, (needed - leftMs) / share)

interface Waiting {
  readonly ms: number
  readonly start: () => void
}

export function createLanes(monotonic: () => number): Lanes {
  const budgets = createBudgets(monotonic)
  const line = createLine()
  const refusing = createCache<true>(KEPT)
  return {
    charge: budgets.charge,
    run: line.run,
    admit(slot) {
      const short = budgets.wantingMs(slot)
      const late = Math.max(0, line.waitMs(slot) - Math.max(LONGEST_WAIT_MS, 3 * slot.ms))
      if (short === 0 && late === 0) {
        refusing.delete(slot.project)
        budgets.charge(slot)
        return undefined
      }
      const isFirst = !refusing.has(slot.project)
      refusing.set(slot.project, true)
      return { seconds: Math.max(1, Math.ceil(Math.max(short, late) / 1_000)), isFirst }
    },
  }
}

/** The time left to projects, and to the networks in them. */
function createBudgets(monotonic: () => number) {
  const budgets = createCache<Account>(KEPT)

  function accountOf(key: string, { mostMs, share }: Budget): Account {
    const now = monotonic()
    const known = budgets.get(key) ?? { leftMs: mostMs, at: now, share }
    const account = { leftMs: Math.min(mostMs, known.leftMs + (now - known.at) * share), at: now, share }
    budgets.set(key, account)
    return account
  }

  const accountsOf = ({ project, network }: Lane): readonly [Account, Account] => [
    accountOf(project, PROJECT),
    accountOf(`${project}\n${network}`, NETWORK),
  ]

  return {
    charge(slot: Slot): void {
      for (const account of accountsOf(slot)) account.leftMs -= slot.ms
    },
    wantingMs(slot: Slot): number {
      const [project, network] = accountsOf(slot)
      // A network's budget never goes negative: otherwise a costly scheme would let it use up its project's budget.
      return Math.max(wantingMs(project, 1), wantingMs(network, Math.min(slot.ms, NETWORK.mostMs)))
    },
  }
}

/** The queue: projects take turns, and networks take turns in each. */
function createLine() {
  const lines = new Map<string, Map<string, Waiting[]>>()
  let running: Slot | undefined

  function leave(): void {
    running = undefined
    const [project] = lines
    if (project === undefined) return
    const [name, networks] = project
    const [network] = networks
    lines.delete(name)
    if (network === undefined) return
    const [from, waiting] = network
    const next = waiting.shift()
    networks.delete(from)
    if (waiting.length > 0) networks.set(from, waiting)
    if (networks.size > 0) lines.set(name, networks)
    next?.start()
  }

  function turn(slot: Slot): Promise<void> {
    const { project, network, ms } = slot
    return new Promise((resolve) => {
      const networks = lines.get(project) ?? new Map<string, Waiting[]>()
      lines.set(project, networks)
      const start = (): void => {
        running = slot
        resolve()
      }
      networks.set(network, [...(networks.get(network) ?? []), { ms, start }])
    })
  }

  return {
    async run<T>(slot: Slot, work: () => Promise<T>): Promise<T> {
      if (running === undefined) running = slot
      else await turn(slot)
      try {
        return await work()
      } finally {
        leave()
      }
    },
    /** The work done before this slot, if projects and networks take turns of about equal length. */
    waitMs({ project, network, ms }: Slot): number {
      const queued = (waiting: readonly Waiting[] = []): number => waiting.reduce((sum, { ms: one }) => sum + one, 0)
      const share = (lengths: readonly number[], own: number): number =>
        lengths.reduce((sum, length) => sum + Math.min(length, own + ms), own)
      const own = lines.get(project)
      const others = [...(own ?? [])].filter(([name]) => name !== network).map(([, waiting]) => queued(waiting))
      const inProject = share(others, queued(own?.get(network)))
      const elsewhere = [...lines].filter(([name]) => name !== project)
      const ofProjects = elsewhere.map(([, all]) =>
        [...all.values()].reduce((sum, waiting) => sum + queued(waiting), 0),
      )
      return share(ofProjects, inProject) + (running?.ms ?? 0)
    },
  }
}
