import type { Project } from '@damson/fhir'

/** Project settings that limit sign-ins, in minutes: at most what NIST SP 800-63B allows at its lowest level. */
const LIMITS = {
  staffIdleMinutes: { least: 5, most: 1_440 },
  staffOverallMinutes: { least: 15, most: 43_200 },
  patientIdleMinutes: { least: 5, most: 1_440 },
  patientOverallMinutes: { least: 15, most: 43_200 },
  sharedStationIdleMinutes: { least: 5, most: 60 },
} as const

/** Project settings that limit FHIR requests in a window; the server's own limits hold beside them. */
const QUOTAS = {
  perPerson: 'fhirRequestsPerPerson',
  perMachine: 'fhirRequestsPerMachine',
  ofProject: 'fhirRequestsOfProject',
} as const
const MOST_REQUESTS = 10_000_000

/** Quotas in points, under the names that they have on the wire: of each member, and of the project together. */
const POINTS = { ofMember: 'userFhirQuota', ofProject: 'totalFhirQuota' } as const
const POINTS_OFF = 'enableFhirQuota'
/** Ten writes: a project that chose too low a quota can still write another. */
const LEAST_POINTS = 1_000
/** What a project has in all, where only its members' quota is said. */
const MEMBERS_IN_ALL = 10

export type LimitSetting = keyof typeof LIMITS
const SHARED = 'sharedStation'

type WithSettings = Pick<Project, 'setting' | 'systemSetting'>
type Settings = NonNullable<Project['setting']>

/** A project's own limit in seconds; undefined if it uses the server's. */
export function limitSeconds(project: WithSettings | undefined, name: LimitSetting): number | undefined {
  const minutes = project?.setting?.find((setting) => setting.name === name)?.valueInteger
  return minutes === undefined ? undefined : minutes * 60
}

/** Quotas in points: the operator's (`systemSetting`), and lower ones of the project's own. The operator turns off both. */
function pointQuotas({ setting = [], systemSetting = [] }: WithSettings): {
  readonly pointsOfMember: number | undefined
  readonly pointsOfProject: number | undefined
} {
  const of = (settings: Settings) => {
    const limitOf = (wanted: string): number | undefined => settings.find(({ name }) => name === wanted)?.valueInteger
    const ofMember = limitOf(POINTS.ofMember)
    return { ofMember, ofProject: limitOf(POINTS.ofProject) ?? (ofMember && ofMember * MEMBERS_IN_ALL) }
  }
  const isOff = systemSetting.find(({ name }) => name === POINTS_OFF)?.valueBoolean === false
  const [own, operators] = isOff ? [of([]), of([])] : [of(setting), of(systemSetting)]
  const lower = (one: number | undefined, other: number | undefined): number | undefined =>
    one === undefined || other === undefined ? (one ?? other) : Math.min(one, other)
  return {
    pointsOfMember: lower(own.ofMember, operators.ofMember),
    pointsOfProject: lower(own.ofProject, operators.ofProject),
  }
}

/** What a project allows its members; undefined where it has no limit of its own. */
export function requestQuotas(
  project: WithSettings,
): Readonly<Record<keyof typeof QUOTAS, number | undefined>> & ReturnType<typeof pointQuotas> {
  const { setting = [] } = project
  const limitOf = (wanted: string): number | undefined => setting.find(({ name }) => name === wanted)?.valueInteger
  const { perPerson, perMachine, ofProject } = QUOTAS
  const requests = { perPerson: limitOf(perPerson), perMachine: limitOf(perMachine), ofProject: limitOf(ofProject) }
  return { ...requests, ...pointQuotas(project) }
}

/** Whether several people share all of a project's machines. */
export function isSharedStation(project: WithSettings | undefined): boolean {
  return project?.setting?.find(({ name }) => name === SHARED)?.valueBoolean === true
}

/** What is wrong with a project's limits; undefined if nothing is. */
export function limitProblem({ setting = [] }: WithSettings): string | undefined {
  for (const { name, valueInteger, valueBoolean } of setting) {
    const fewest = isPoints(name) ? LEAST_POINTS : 1
    if (isQuota(name) && !(valueInteger !== undefined && valueInteger >= fewest && valueInteger <= MOST_REQUESTS))
      return `The setting ${name} is a valueInteger from ${fewest} to ${MOST_REQUESTS}.`
    if (name === SHARED && valueBoolean === undefined) return `The setting ${SHARED} is a valueBoolean.`
    const range = Object.entries(LIMITS).find(([limit]) => limit === name)?.[1]
    if (range === undefined) continue
    const { least, most } = range
    const isWithin = valueInteger !== undefined && valueInteger >= least && valueInteger <= most
    if (!isWithin) return `The setting ${name} is a valueInteger, in minutes, from ${least} to ${most}.`
  }
  const names = setting.map(({ name }) => name).filter((name) => name === SHARED || name in LIMITS || isQuota(name))
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  return twice === undefined ? undefined : `The setting ${twice} occurs twice: remove one.`
}

const isPoints = (name: string | undefined): boolean => Object.values(POINTS).some((one) => one === name)
const isQuota = (name: string | undefined): boolean =>
  isPoints(name) || Object.values(QUOTAS).some((one) => one === name)

/** What an operator sets for a project, beside what its owners do. */
export const SYSTEM_LIMITS = {
  userFhirQuota: 'integer',
  totalFhirQuota: 'integer',
  enableFhirQuota: 'boolean',
} as const

/** The highest that a quota may be. */
export const MOST_POINTS = MOST_REQUESTS
