import pg from 'pg'
import type { RecordedQuery } from '../floor/plan.ts'
import type { SearchPlan, SelectiveFigure } from '../report/report.ts'

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly Plans?: readonly PlanNode[]
}

interface Explained {
  readonly Plan: PlanNode
  readonly 'Planning Time': number
  readonly 'Execution Time': number
}

/** Asks PostgreSQL to explain searches, on a connection like the server's for searches. */
export interface Explainer {
  /** What PostgreSQL reports of searches: how long planning and execution took, and whether it scanned a table. */
  explain(resources: number, searches: readonly RecordedQuery[]): Promise<Omit<SearchPlan, 'late' | 'selective'>>
  /** The median of one search. */
  median(name: string, search: RecordedQuery): Promise<SelectiveFigure>
  end(): Promise<void>
}

const TIMES = 20
/** They fill the page cache and the catalogue caches of the connection. */
const BEFORE = 5

export async function createExplainer(databaseUrl: string): Promise<Explainer> {
  const options = '-c jit=off -c max_parallel_workers_per_gather=0 -c timezone=UTC'
  const client = new pg.Client({ connectionString: databaseUrl, options })
  await client.connect()
  const prepared = new Map<string, string>()

  /** As the server asks: what it prepares is planned once for all values. */
  async function explained({ sql, params, isPrepared }: RecordedQuery): Promise<Explained> {
    await client.query(`set plan_cache_mode = ${isPrepared ? 'force_generic_plan' : 'auto'}`)
    const how = 'explain (analyze, buffers, format json)'
    const { rows } = isPrepared
      ? await client.query(`${how} execute ${await nameOf(sql)}(${params.map(literalOf).join(', ')})`)
      : await client.query(`${how} ${sql}`, params.map(textOf))
    const [first] = ((rows[0] as Record<string, unknown>)['QUERY PLAN'] ?? []) as readonly Explained[]
    if (first === undefined) throw new Error('PostgreSQL explained nothing.')
    return first
  }

  async function nameOf(sql: string): Promise<string> {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const name = `search_${prepared.size}`
    await client.query(`prepare ${name} as ${sql}`)
    prepared.set(sql, name)
    return name
  }

  return {
    async explain(resources, searches) {
      const times: number[] = []
      const scans = new Set<string>()
      for (const search of [...searches.slice(0, TIMES), ...searches]) {
        const one = await explained(search)
        times.push(msOf(one))
        for (const scan of scansOf(one.Plan)) scans.add(scan)
      }
      const warm = times.slice(-searches.length)
      return {
        resources,
        searches: searches.length,
        medianMs: medianOf(warm),
        slowestMs: Math.max(0, ...warm),
        scans: [...scans],
      }
    },
    async median(name, search) {
      const times: number[] = []
      for (let time = 0; time < BEFORE + TIMES; time += 1) times.push(msOf(await explained(search)))
      return { name, medianMs: medianOf(times.slice(BEFORE)) }
    },
    end: () => client.end(),
  }
}

const msOf = (one: Explained): number => one['Planning Time'] + one['Execution Time']

function medianOf(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
}

const literalOf = (param: unknown): string => (param === null ? 'null' : pg.escapeLiteral(textOf(param)))

function textOf(param: unknown): string {
  if (!Array.isArray(param)) return String(param)
  return `{${param.map((item) => `"${String(item).replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`
}

function scansOf(node: PlanNode): readonly string[] {
  const own = node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? 'a table'] : []
  return [...own, ...(node.Plans ?? []).flatMap(scansOf)]
}
