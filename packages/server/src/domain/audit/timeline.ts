import type { Condition } from '@damson/fhir'
import type { Db } from '#base/db'
import type { Bar } from './bars.ts'
import {
  type CountedRow,
  type CountedTime,
  countAllByBars,
  countByBars,
  countOfWays,
  isOfTimeAlone,
  waysInto,
  waysIntoRefusals,
} from './timeline.store.ts'

/** How many events there were in a time. */
export interface CountedBar extends Bar {
  readonly succeeded: number
  readonly refused: number
}

export interface Timeline {
  /** Since when every event is counted: later than the first bar where there are too many. */
  readonly countedFrom: Date
  /** Those that are counted. If the first begins before `countedFrom`, it has at least so many. */
  readonly bars: readonly CountedBar[]
}

/** Which events are counted. */
export interface CountedEvents {
  readonly condition: Condition
  /** Those that the reader may read: of no others is anything told, how many were looked at neither. `condition` has it, too. */
  readonly within: Condition
}

/** So many events are looked at for one timeline, the newest; a search in many columns looks at some more. */
const MOST_LOOKED_AT = 20_000
const FEWEST_IN_A_WAY = 4_000
/** So many more are counted where an index alone has what is asked. */
const MORE_BY_INDEX = 5

/** Counts events by bars which follow each other; `isAuditCondition` must accept the condition. */
export async function timelineOf(
  db: Db,
  project: string,
  { condition, within }: CountedEvents,
  bars: readonly Bar[],
  most: number = MOST_LOOKED_AT,
): Promise<Timeline> {
  const [first, last] = [bars[0], bars.at(-1)]
  if (first === undefined || last === undefined) throw new Error('a timeline has a bar')
  const time = { from: first.from, until: last.until, begins: bars.map(({ from }) => from.toISOString()) }
  const asked = { db, project, condition, within, time, most }
  const { rows, since } = (isOfTimeAlone(condition) ? await countAll(asked) : undefined) ?? (await countSome(asked))
  const countedFrom = new Date(Math.max(first.from.getTime(), since))
  const byBar = Map.groupBy(rows, ({ bar }) => bar)
  const counted = bars.map((bar, at) => {
    const found = byBar.get(at + 1) ?? []
    const sum = (of: 'succeeded' | 'refused'): number => found.reduce((all, row) => all + row[of], 0)
    return { ...bar, succeeded: Math.max(0, sum('succeeded')), refused: sum('refused') }
  })
  return { countedFrom, bars: counted.filter(({ until }) => until > countedFrom) }
}

interface Asked extends CountedEvents {
  readonly db: Db
  readonly project: string
  readonly time: CountedTime
  readonly most: number
}

interface Found {
  readonly rows: readonly CountedRow[]
  /** Since when all are found, in milliseconds. */
  readonly since: number
}

async function countSome({ db, project, condition, within, time, most }: Asked): Promise<Found> {
  const ways = waysInto(condition)
  const limit = limitOf(most, countOfWays(ways))
  const rows = await countByBars(db, project, ways, { ...time, within, limit })
  return { rows, since: foundSince(rows, limit) }
}

/** All events, and those refused: the others succeeded. Undefined if too many were refused to tell that of all. */
async function countAll({ db, project, condition, within, time, most }: Asked): Promise<Found | undefined> {
  const rows = await countAllByBars(db, project, condition, time, most * MORE_BY_INDEX)
  const since = foundSince(rows, most * MORE_BY_INDEX)
  const ways = waysIntoRefusals(condition)
  const limit = limitOf(most, countOfWays(ways))
  const from = new Date(Math.max(time.from.getTime(), since - 1))
  const refused = await countByBars(db, project, ways, { ...time, from, within, limit })
  if (foundSince(refused, limit) > 0) return undefined
  return { rows: [...rows, ...refused.map((row) => ({ ...row, succeeded: -row.refused }))], since }
}

function limitOf(most: number, ways: number): number {
  return Math.max(Math.ceil(most / ways), Math.min(most, FEWEST_IN_A_WAY))
}

/** Since when the ways have found all; 0 if none ended at its limit. Events of the instant at which one ended may be missing. */
function foundSince(rows: readonly CountedRow[], limit: number): number {
  const ways = [...Map.groupBy(rows, ({ way }) => way).values()]
  const ended = ways.filter((way) => way.reduce((all, { looked }) => all + looked, 0) >= limit)
  return Math.max(0, ...ended.map((way) => Math.min(...way.map(({ since }) => since.getTime())) + 1))
}
