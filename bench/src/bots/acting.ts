import type { Db } from '@damson/server/store'
import type { Driver } from '../drive/driver.ts'
import type { Shot } from '../drive/job.ts'
import { type Effort, InTurn, type Lane, mediansOf } from '../measure/measure.ts'
import { totalUs } from '../report/report.ts'
import { makeActedFor } from '../stand/acting.ts'
import type { People } from '../stand/people.ts'

/** A read by a client as itself, and the same read for a person. */
export interface ActingFigures {
  readonly connections: number
  readonly plain: ReadFigures
  readonly acting: ReadFigures
}

/** Processor time of one read, in the server and in PostgreSQL together, in microseconds. */
interface ReadFigures {
  readonly rps: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly us: number
}

interface ActingStand {
  readonly db: Db
  readonly url: string
  readonly serverPid: number
  readonly postmasterPid: number | undefined
  readonly people: Omit<People, 'actedFor'>
  /** An Observation that the machines and the person may read. */
  readonly observation: string
}

/** Drives both reads in turn. It comes last: from here on the project is no longer that of the server's administrators. */
export async function measureActing(
  stand: ActingStand,
  driver: Driver,
  effort: Effort,
  connections: readonly number[],
): Promise<readonly ActingFigures[]> {
  const { db, url, people } = stand
  const actedFor = await makeActedFor(db, url, people)
  if (actedFor === undefined) throw new Error('This server does not know actFor.')
  const lanes = [laneOf(stand, 'plain', {}), laneOf(stand, 'acting', { 'X-Medplum-On-Behalf-Of': actedFor })]
  const inTurn = new InTurn(driver, effort)
  await inTurn.warmUp(lanes)
  const measured: ActingFigures[] = []
  for (const count of connections) {
    const [plain, acting] = (await inTurn.measure(lanes, count)).map(figuresOf)
    if (plain === undefined || acting === undefined) throw new Error('A read was not measured.')
    measured.push({ connections: count, plain, acting })
  }
  return measured
}

function laneOf(stand: ActingStand, name: string, more: Readonly<Record<string, string>>): Lane {
  const { url, serverPid, postmasterPid, people, observation } = stand
  const shots = people.machines.map(
    ({ bearer }): Shot => ({
      method: 'GET',
      path: `/fhir/R4/Observation/${observation}`,
      headers: { Authorization: bearer, ...more },
      expect: [`"id":"${observation}"`],
    }),
  )
  return {
    name,
    pids: { server: serverPid, postmaster: postmasterPid },
    job: (slice) => Promise.resolve({ ...slice, url, status: 200, shots }),
  }
}

function figuresOf(rounds: Parameters<typeof mediansOf>[0]): ReadFigures | undefined {
  const medians = mediansOf(rounds)
  if (medians === undefined) return undefined
  const { rps, p50Ms, p99Ms } = medians
  return { rps: Math.round(rps), p50Ms, p99Ms, us: Math.round(totalUs(medians)) }
}
