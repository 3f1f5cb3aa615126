/** Shares one commit among all that ask while another is under way. */
export interface GroupCommit<Row> {
  /** Resolves once the row is durable; rejects when its group could not be written. */
  commit(row: Row): Promise<void>
}

const MOST_IN_A_GROUP = 500
/** Two, so that one group is prepared and sent while the other waits for the disk. */
const GROUPS_UNDER_WAY = 2

export function createGroupCommit<Row>(write: (rows: readonly Row[]) => Promise<void>): GroupCommit<Row> {
  let waiting: { row: Row; resolve: () => void; reject: (error: unknown) => void }[] = []
  let underWay = 0

  async function writeGroup(): Promise<void> {
    const group = waiting.slice(0, MOST_IN_A_GROUP)
    waiting = waiting.slice(MOST_IN_A_GROUP)
    try {
      await write(group.map(({ row }) => row))
      for (const { resolve } of group) resolve()
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }

  function next(): void {
    if (waiting.length === 0 || underWay >= GROUPS_UNDER_WAY) return
    underWay += 1
    void writeGroup().finally(() => {
      underWay -= 1
      next()
    })
  }

  return {
    commit: (row) =>
      new Promise((resolve, reject) => {
        waiting.push({ row, resolve, reject })
        next()
      }),
  }
}
