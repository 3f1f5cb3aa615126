import type { Allowance } from './allowance.ts'
import { type CountedHere, countedAgainst } from './limiter.ts'
import type { ThrottleSettings } from './settings.ts'

/** FHIR requests in a window that a project and a client allow; undefined where they say nothing. */
export interface Quotas {
  readonly perPerson: number | undefined
  readonly perMachine: number | undefined
  readonly ofProject: number | undefined
  readonly ofClient: number | undefined
}

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
  count(caller: FhirCaller): Promise<FhirAllowance>
  /** The same without counting. */
  look(caller: FhirCaller): Promise<FhirAllowance>
}

/** Each node counts in memory: of a membership, and of a client and a project that have a limit. */
export function fhirLimit(settings: ThrottleSettings): FhirLimit {
  const { windowSeconds, fhirRequestsPerPerson, fhirRequestsPerMachine } = settings
  const members = countedAgainst('fhirInteractions', windowSeconds)
  const clients = countedAgainst('fhirOfClient', windowSeconds)
  const projects = countedAgainst('fhirOfProject', windowSeconds)
  const of =
    (act: 'count' | 'look') =>
    async (caller: FhirCaller): Promise<FhirAllowance> => {
      const { project, membershipId, userType, clientId, quotas } = caller
      const { perPerson = Infinity, perMachine = Infinity, ofClient, ofProject } = quotas
      const most =
        userType === 'User' ? Math.min(fhirRequestsPerPerson, perPerson) : Math.min(fhirRequestsPerMachine, perMachine)
      const further: readonly (readonly [CountedHere, string | undefined, number | undefined])[] = [
        [clients, clientId, ofClient],
        [projects, project, ofProject],
      ]
      const all: [Allowance, ...Allowance[]] = [await members[act](membershipId, most)]
      for (const [limiter, key, limit] of further) {
        // What one limit refuses uses up nothing of the others.
        if (act === 'count' && all.at(-1)?.allowed === false) break
        if (key !== undefined && limit !== undefined) all.push(await limiter[act](key, limit))
      }
      return { all, refused: all.find(({ allowed }) => !allowed) }
    }
  return { count: of('count'), look: of('look') }
}
