/** Whoever waits for a row, and whether they have given up. An AbortController makes an error each time: too dear here. */
export interface Caller {
  readonly aborted: boolean
}

/** Shares one commit among all that ask while another is under way. */
export interface GroupCommit<Row> {
  /**
   * Resolves once the row is durable; rejects when its group could not be written. A row whose caller has given up is
   * dropped while it waits, so that a long outage does not pile them up.
   */
  commit(row: Row, caller: Caller): Promise<void>
}

const MOST_IN_A_GROUP = 500
/** Two, so that one group is prepared and sent while the other waits for the disk. */
const GROUPS_UNDER_WAY = 2

interface Waiting<Row> {
  readonly row: Row
  readonly caller: Caller
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export function createGroupCommit<Row>(write: (rows: readonly Row[]) => Promise<void>): GroupCommit<Row> {
  let waiting: Waiting<Row>[] = []
  let underWay = 0

  async function writeGroup(group: readonly Waiting<Row>[]): Promise<void> {
    try {
      await write(group.map(({ row }) => row))
      for (const { resolve } of group) resolve()
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }

  function next(): void {
    if (underWay >= GROUPS_UNDER_WAY) return
    const wanted = waiting.filter(({ caller }) => !caller.aborted)
    const group = wanted.slice(0, MOST_IN_A_GROUP)
    waiting = wanted.slice(MOST_IN_A_GROUP)
    if (group.length === 0) return
    underWay += 1
    void writeGroup(group).finally(() => {
      underWay -= 1
      next()
    })
  }

  return {
    commit: (row, caller) =>
      new Promise((resolve, reject) => {
        waiting.push({ row, caller, resolve, reject })
        next()
      }),
  }
}
