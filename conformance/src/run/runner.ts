import { fromAddress } from '../http.ts'
import { NotHere, type Requirement } from '../requirement.ts'
import type { Damson, Server } from '../server/server.ts'

export interface Outcome {
  readonly requirement: Requirement
  readonly status: 'passed' | 'failed' | 'notApplicable' | 'notSupported'
  /** Why it failed, does not apply or is not supported. */
  readonly reason: string | undefined
}

export type Progress = (outcome: Outcome) => void

/** No check takes this long; one that hangs counts as failed, and the others continue. */
const LONGEST_MS = 120_000

/** Runs the rows on Damson, one after the other, beside those that wait. The outcomes are in the order of the rows. */
export async function runOnDamson(
  rows: readonly Requirement[],
  at: Damson,
  progress: Progress = () => undefined,
): Promise<readonly Outcome[]> {
  return runAll(rows, progress, (requirement) => {
    const { test } = requirement
    return test.kind === 'notApplicable'
      ? Promise.resolve({ requirement, status: 'notApplicable', reason: test.reason })
      : judged(requirement, () => test.check(at))
  })
}

/** Runs on the oracle the rows that apply to any server. */
export async function runOnOracle(
  rows: readonly Requirement[],
  at: Server,
  progress: Progress = () => undefined,
): Promise<readonly Outcome[]> {
  const asked = rows.filter(({ test }) => test.kind !== 'notApplicable')
  return runAll(asked, progress, (requirement) => {
    const { test } = requirement
    if (test.kind === 'protocol') return judged(requirement, () => test.check(at))
    const reason = test.kind === 'own' ? test.notSupported : test.reason
    return Promise.resolve({ requirement, status: 'notSupported', reason })
  })
}

async function runAll(
  rows: readonly Requirement[],
  progress: Progress,
  start: (requirement: Requirement) => Promise<Outcome>,
): Promise<readonly Outcome[]> {
  const begin = (row: Requirement): Promise<Outcome> => fromAddress(addressOf(rows.indexOf(row)), () => start(row))
  const outcomes = new Map<Requirement, Outcome>()
  const ended = (outcome: Outcome): void => {
    outcomes.set(outcome.requirement, outcome)
    progress(outcome)
  }
  const waiting = rows.filter(doesWait).map((row) => begin(row).then(ended))
  for (const row of rows) if (!doesWait(row)) ended(await begin(row))
  await Promise.all(waiting)
  return rows.flatMap((row) => outcomes.get(row) ?? [])
}

/** A loopback address for each row, so that no row uses up another's limits. */
function addressOf(row: number): string {
  return `127.8.${Math.floor(row / 250)}.${(row % 250) + 1}`
}

function doesWait({ test }: Requirement): boolean {
  return test.kind !== 'notApplicable' && test.waits
}

async function judged(requirement: Requirement, check: () => unknown): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the check did not end')), LONGEST_MS)
  })
  try {
    await Promise.race([check(), late])
    return { requirement, status: 'passed', reason: undefined }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { requirement, status: error instanceof NotHere ? 'notApplicable' : 'failed', reason }
  } finally {
    clearTimeout(timer)
  }
}
