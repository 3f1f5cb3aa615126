import type { Project } from '@damson/fhir'

/** Project settings that limit sign-ins, in minutes: at most what NIST SP 800-63B allows at its lowest level. */
const LIMITS = {
  staffIdleMinutes: { least: 5, most: 1_440 },
  staffOverallMinutes: { least: 15, most: 43_200 },
  patientIdleMinutes: { least: 5, most: 1_440 },
  patientOverallMinutes: { least: 15, most: 43_200 },
  sharedStationIdleMinutes: { least: 5, most: 60 },
} as const

export type LimitSetting = keyof typeof LIMITS
const SHARED = 'sharedStation'

type WithSettings = Pick<Project, 'setting'>

/** A project's own limit in seconds; undefined if it uses the server's. */
export function limitSeconds(project: WithSettings | undefined, name: LimitSetting): number | undefined {
  const minutes = project?.setting?.find((setting) => setting.name === name)?.valueInteger
  return minutes === undefined ? undefined : minutes * 60
}

/** Whether several people share all of a project's machines. */
export function isSharedStation(project: WithSettings | undefined): boolean {
  return project?.setting?.find(({ name }) => name === SHARED)?.valueBoolean === true
}

/** What is wrong with a project's limits; undefined if nothing is. */
export function limitProblem({ setting = [] }: WithSettings): string | undefined {
  for (const { name, valueInteger, valueBoolean } of setting) {
    if (name === SHARED && valueBoolean === undefined) return `The setting ${SHARED} is a valueBoolean.`
    const range = Object.entries(LIMITS).find(([limit]) => limit === name)?.[1]
    if (range === undefined) continue
    const { least, most } = range
    const isWithin = valueInteger !== undefined && valueInteger >= least && valueInteger <= most
    if (!isWithin) return `The setting ${name} is a valueInteger, in minutes, from ${least} to ${most}.`
  }
  const names = setting.map(({ name }) => name).filter((name) => name === SHARED || name in LIMITS)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  return twice === undefined ? undefined : `The setting ${twice} occurs twice: remove one.`
}
