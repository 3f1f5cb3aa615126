import type { Db } from '@damson/server/store'
import type { RecordedQuery } from '../floor/plan.ts'
import type { SearchPlan } from '../report/report.ts'

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

/** What PostgreSQL reports about searches: how long planning and execution took, and whether it scanned a table. */
export async function explainSearches(
  db: Db,
  resources: number,
  searches: readonly RecordedQuery[],
): Promise<SearchPlan> {
  const times: number[] = []
  const scans = new Set<string>()
  // The first ones fill the page cache and the catalogue caches of the connection.
  for (const { sql, params } of [...searches.slice(0, 20), ...searches]) {
    const { rows } = await db.query({ sql: `explain (analyze, format json) ${sql}`, params })
    const [explained] = (rows[0]?.['QUERY PLAN'] ?? []) as readonly Explained[]
    if (explained === undefined) throw new Error('PostgreSQL explained nothing.')
    times.push(explained['Planning Time'] + explained['Execution Time'])
    for (const scan of scansOf(explained.Plan)) scans.add(scan)
  }
  const warm = times.slice(-searches.length).sort((a, b) => a - b)
  return {
    resources,
    searches: searches.length,
    medianMs: warm[Math.floor(warm.length / 2)] ?? 0,
    slowestMs: warm.at(-1) ?? 0,
    scans: [...scans],
  }
}

function scansOf(node: PlanNode): readonly string[] {
  const own = node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? 'a table'] : []
  return [...own, ...(node.Plans ?? []).flatMap(scansOf)]
}
