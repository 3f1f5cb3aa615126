import type { Allowance } from './allowance.ts'
import { type CountedHere, countedAgainst } from './limiter.ts'
import type { ThrottleSettings } from './settings.ts'

/** FHIR requests in a window that a project and a client allow; undefined where they say nothing. */
export interface Quotas {
  readonly perPerson: number | undefined
  readonly perMachine: number | undefined
  readonly ofProject: number | undefined
  readonly ofClient: number | undefined
  /** Points in a minute: an interaction uses as many as it costs (`FHIR_POINTS`). */
  readonly pointsOfMember: number | undefined
  readonly pointsOfProject: number | undefined
}

/** What interactions cost where a quota is in points. */
export const FHIR_POINTS = { read: 1, history: 10, search: 20, write: 100 } as const

/** Who makes a FHIR request. */
export interface FhirCaller {
  readonly project: string
  readonly membershipId: string
  readonly userType: 'User' | 'ClientApplication' | 'Bot'
  readonly clientId: string | undefined
  readonly quotas: Quotas
}

/** What is left of each limit that counted a request; the membership's first. */
export interface FhirAllowance {
  readonly all: readonly [Allowance, ...Allowance[]]
  /** The limit that refuses the request. */
  readonly refused: Allowance | undefined
}

export interface FhirLimit {
  /** `points`: what the interaction costs. */
  count(caller: FhirCaller, points?: number): Promise<FhirAllowance>
  /** The same without counting. */
  look(caller: FhirCaller): Promise<FhirAllowance>
}

/** As on the wire, whatever the window of the other limits. */
const POINTS_SECONDS = 60
const POINT_LIMITS = ['fhirPoints', 'fhirPointsOfProject'] as const

/** A further limit: where it is counted, for whom, how much there is, and how much of it is used. */
type Further = readonly [CountedHere | undefined, string | undefined, number | undefined, number]

/** Told how much of a limit a project's member, client, or the project itself has used. */
export type LimitUsed = (project: string, subject: string, allowance: Allowance) => void

/** Each node counts in memory: of a membership, and of a client and a project that have a limit. */
export function fhirLimit(settings: ThrottleSettings, limitUsed?: LimitUsed): FhirLimit {
  const { windowSeconds, fhirRequestsPerPerson, fhirRequestsPerMachine } = settings
  const members = countedAgainst('fhirInteractions', windowSeconds)
  const clients = countedAgainst('fhirOfClient', windowSeconds)
  const projects = countedAgainst('fhirOfProject', windowSeconds)
  const [points, projectPoints] = POINT_LIMITS.map((name) => countedAgainst(name, POINTS_SECONDS))
  const of =
    (act: 'count' | 'look') =>
    async (caller: FhirCaller, cost = 0): Promise<FhirAllowance> => {
      const { project, membershipId, userType, clientId, quotas } = caller
      const { perPerson = Infinity, perMachine = Infinity, ofClient, ofProject } = quotas
      const { pointsOfMember, pointsOfProject } = quotas
      const most =
        userType === 'User' ? Math.min(fhirRequestsPerPerson, perPerson) : Math.min(fhirRequestsPerMachine, perMachine)
      const further: readonly Further[] = [
        [clients, clientId, ofClient, 1],
        [projects, project, ofProject, 1],
        [points, membershipId, pointsOfMember, cost],
        [projectPoints, project, pointsOfProject, cost],
      ]
      const all: [Allowance, ...Allowance[]] = [await members[act](membershipId, most)]
      for (const [limiter, key, limit, used] of further) {
        // What one limit refuses uses up nothing of the others.
        if (act === 'count' && all.at(-1)?.allowed === false) break
        if (limiter !== undefined && key !== undefined && limit !== undefined)
          all.push(await (act === 'count' && used > 0 ? limiter.count(key, limit, used) : limiter.look(key, limit)))
      }
      if (act === 'count') for (const one of all) limitUsed?.(project, subjectOf(one, caller), one)
      return { all, refused: all.find(({ allowed }) => !allowed) }
    }
  return { count: of('count'), look: of('look') }
}

function subjectOf({ name }: Allowance, { project, membershipId, clientId }: FhirCaller): string {
  if (name === 'fhirOfClient') return `ClientApplication/${clientId ?? ''}`
  return name.endsWith('OfProject') ? `Project/${project}` : `ProjectMembership/${membershipId}`
}
