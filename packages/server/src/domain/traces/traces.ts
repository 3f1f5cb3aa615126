import { type Clock, secondsAfter } from '#base/clock'
import { sha256Text } from '#base/crypto'
import type { Db } from '#base/db'
import type { Log } from '#base/log'
import { isUuid } from '#base/random'
import type { DeveloperModes } from './modes.ts'
import type { KeptStep, Trace, TraceStep } from './step.ts'
import {
  forgetSteps,
  insertStep,
  newestSteps,
  type StepPosition,
  stepsOfFlow,
  stepWithin,
  type TraceRow,
} from './traces.store.ts'
import { createVolume } from './volume.ts'

/** A step, and the flow it belongs to. */
export interface StepToKeep {
  readonly project: string
  /** The trace id of the request. */
  readonly id: string
  readonly address: string
  /** The mark from `flowOf`. */
  readonly flow: string | undefined
  readonly loginId: string | undefined
  readonly step: TraceStep
}

export interface Traces {
  readonly modes: DeveloperModes
  isAmongFirst(loginId: string): boolean
  /** Stores a step of a project in developer mode. If that fails, the step is dropped: the response doesn't wait for it. */
  keep(step: StepToKeep): Promise<void>
  /** The flow of a request, if it belongs to one of these projects. A number from a page will do for its id. */
  find(projects: readonly string[], id: string): Promise<Trace | undefined>
  /** The flow that an authorization request began, by its client and code challenge. */
  findFlow(projects: readonly string[], clientId: string, codeChallenge: string): Promise<Trace | undefined>
  /** The newest steps of these projects, as far as they are in developer mode. */
  newest(projects: readonly string[], wanted: WantedSteps, limit: number): Promise<readonly ListedStep[]>
  /** Deletes some old steps and returns how many; rereads which projects are in developer mode. */
  tidy(limit: number): Promise<number>
}

/** Which steps are listed. */
export interface WantedSteps {
  readonly client: string | undefined
  readonly refusedOnly: boolean
  readonly after: StepPosition | undefined
}

/** A step in a list, and its project. */
export interface ListedStep extends KeptStep {
  readonly project: string
}

const KEPT_SECONDS = 86_400
const MOST_KEPT = 5_000
const MOST_SHOWN = 100

export function createTraces(db: Db, clock: Clock, log: Log, modes: DeveloperModes): Traces {
  const volume = createVolume()
  return {
    modes,
    isAmongFirst: (loginId) => volume.isAmongFirst(loginId),
    async keep({ project, id, address, flow, loginId, step }) {
      const now = clock.now()
      if (!modes.isOn(project) || !volume.mayKeep(project, address, now)) return
      const login = loginId !== undefined && isUuid(loginId) ? loginId : null
      try {
        await insertStep.run(db, { project, id, at: now, flow: flow ?? null, login, step: JSON.stringify(step) })
      } catch (error) {
        log.warn('traces.unkept', { traceId: id, error })
      }
    },
    async find(projects, id) {
      await modes.renew()
      const on = projects.filter((project) => modes.isOn(project))
      const range = idsOf(id)
      if (range === undefined || on.length === 0) return undefined
      const row = await stepWithin.maybeOne(db, on, ...range)
      if (row === undefined) return undefined
      const { project, flow, login } = row
      const isAlone = flow === null && login === null
      const rows = isAlone ? [row] : await stepsOfFlow.rows(db, { project, flow, login, limit: MOST_SHOWN })
      const all = rows.some((other) => other.id === row.id) ? rows : [...rows, row]
      return { id: row.id, project, steps: all.toReversed().map(keptStep) }
    },
    async findFlow(projects, clientId, codeChallenge) {
      await modes.renew()
      const flow = flowOf(clientId, codeChallenge)
      if (flow === undefined) return undefined
      for (const project of projects.filter((one) => modes.isOn(one))) {
        const rows = await stepsOfFlow.rows(db, { project, flow, login: null, limit: MOST_SHOWN })
        const first = rows.at(-1)
        if (first !== undefined) return { id: first.id, project, steps: rows.toReversed().map(keptStep) }
      }
      return undefined
    },
    async newest(projects, { client, refusedOnly, after }, limit) {
      await modes.renew()
      const on = projects.filter((project) => modes.isOn(project))
      if (on.length === 0) return []
      const [at, id] = [after?.at ?? null, after?.id ?? null]
      const wanted = { projects: on, client: client ?? null, refusedOnly, at, id, limit }
      return (await newestSteps.rows(db, wanted)).map((row) => ({ ...keptStep(row), project: row.project }))
    },
    async tidy(limit) {
      await modes.renew()
      return forgetSteps.run(db, secondsAfter(clock.now(), -KEPT_SECONDS), MOST_KEPT, limit)
    },
  }
}

/** How much of a trace id people read out: enough among the traces of a day. */
const NUMBER_LENGTH = 8

/** The number of a trace that people tell those who help them: the beginning of its id. */
export const numberOfTrace = (id: string): string => id.slice(0, NUMBER_LENGTH)

/** The first and the last id that a trace id, or a number from a page, may mean. */
function idsOf(text: string): readonly [first: string, last: string] | undefined {
  const id = text.toLowerCase()
  if (isUuid(id)) return [id, id]
  return /^[0-9a-f]{8}$/.test(id)
    ? [`${id}-0000-0000-0000-000000000000`, `${id}-ffff-ffff-ffff-ffffffffffff`]
    : undefined
}

function keptStep({ id, at, step }: TraceRow): KeptStep {
  // Only `keep` writes it.
  return { id, at: at.toISOString(), ...(JSON.parse(step) as TraceStep) }
}

/**
 * The mark that the requests of one sign-in share: the client and the code challenge. The authorization request and the
 * login have the challenge, and the token request has a verifier whose hash it is.
 */
export function flowOf(clientId: string, codeChallenge: string | null | undefined): string | undefined {
  return codeChallenge != null && /^[\w-]{43}$/.test(codeChallenge)
    ? sha256Text(`trace ${clientId} ${codeChallenge}`)
    : undefined
}

export function flowOfVerifier(clientId: string, verifier: string | undefined): string | undefined {
  return verifier === undefined ? undefined : flowOf(clientId, sha256Text(verifier))
}
