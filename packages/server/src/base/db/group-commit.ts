import { StoreUnavailable } from './faults.ts'

/** A caller that waits for a row. An AbortController would create an error each time: too slow here. */
export interface Caller {
  /** It has given up: its row is not sent any more. */
  aborted: boolean
  /** Its row is on its way: giving up doesn't call it back. */
  isSent: boolean
}

export function newCaller(): Caller {
  return { aborted: false, isSent: false }
}

/** Shares one commit among all requests that arrive while another commit is under way. */
export interface GroupCommit<Row, Answer> {
  /**
   * Resolves once the row is durable; rejects if it could not be written. If the store refuses a group, each row is
   * written again alone, so that no caller fails because of another's row; an outage fails the group. A waiting row is
   * dropped once its caller has given up, so that rows don't pile up in a long outage.
   */
  commit(row: Row, caller: Caller): Promise<Answer>
}

/** Writes rows, all or none, and returns the answer to each. */
export type WriteGroup<Row, Answer> = (rows: readonly Row[]) => Promise<(row: Row) => Answer>

/** Two, so that one group is prepared and sent while the other waits for the disk. */
const GROUPS_UNDER_WAY = 2

/** How large a group may become: one that is larger by itself is a group of its own. */
interface GroupSize<Row> {
  readonly of: (row: Row) => number
  readonly most: number
}

/** How groups are made. */
export interface Grouping<Row> {
  readonly size?: GroupSize<Row>
  /**
   * Waits until all that arrived together has been read before it writes: costs one alone nothing, and makes groups of
   * requests whose answers were sent together, as several grouped steps do. An outage also fails those who wait.
   */
  readonly gathers?: boolean
}

interface Waiting<Row, Answer> {
  readonly row: Row
  readonly caller: Caller
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

export function createGroupCommit<Row, Answer>(
  mostInAGroup: number,
  write: WriteGroup<Row, Answer>,
  { size = { of: () => 0, most: 0 }, gathers = false }: Grouping<Row> = {},
): GroupCommit<Row, Answer> {
  let waiting: Waiting<Row, Answer>[] = []
  let underWay = 0
  let isGathering = false

  async function writeGroup(group: readonly Waiting<Row, Answer>[]): Promise<void> {
    try {
      const answerOf = await write(group.map(({ row }) => row))
      for (const one of group) answer(one, answerOf)
    } catch (error) {
      if (group.length > 1 && !(error instanceof StoreUnavailable)) return oneByOne(group)
      for (const { reject } of group) reject(error)
      // Whoever waits behind a store that doesn't answer would wait once for each group before them.
      if (gathers && error instanceof StoreUnavailable && error.outage !== 'lock_timeout')
        for (const { reject } of waiting.splice(0)) reject(error)
    }
  }

  async function oneByOne(group: readonly Waiting<Row, Answer>[]): Promise<void> {
    for (const one of group) {
      if (one.caller.aborted) one.reject(new Error('given up'))
      else await writeGroup([one])
    }
  }

  function next(): void {
    if (underWay >= GROUPS_UNDER_WAY) return
    const wanted = waiting.filter(({ caller }) => !caller.aborted)
    const group = wanted.slice(0, countOf(wanted.slice(0, mostInAGroup), size))
    waiting = wanted.slice(group.length)
    if (group.length === 0) return
    underWay += 1
    for (const { caller } of group) caller.isSent = true
    void writeGroup(group).finally(() => {
      underWay -= 1
      next()
    })
  }

  function gather(): void {
    if (isGathering) return
    isGathering = true
    setImmediate(() => {
      isGathering = false
      for (let group = 0; group < GROUPS_UNDER_WAY; group += 1) next()
    })
  }

  return {
    commit: (row, caller) =>
      new Promise((resolve, reject) => {
        waiting.push({ row, caller, resolve, reject })
        if (gathers) gather()
        else next()
      }),
  }
}

/** How many of those who wait make the next group. */
function countOf<Row>(wanted: readonly { readonly row: Row }[], { of, most }: GroupSize<Row>): number {
  let [count, sum] = [0, 0]
  for (const { row } of wanted) {
    sum += of(row)
    if (count > 0 && sum > most) break
    count += 1
  }
  return count
}

/** A row that has no answer doesn't keep the others from theirs. */
function answer<Row, Answer>({ row, resolve, reject }: Waiting<Row, Answer>, answerOf: (row: Row) => Answer): void {
  try {
    resolve(answerOf(row))
  } catch (error) {
    reject(error)
  }
}
