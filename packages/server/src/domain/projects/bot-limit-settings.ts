import type { Project } from '@damson/fhir'
import { SYSTEM_LIMITS } from './limit-settings.ts'

/**
 * What the Bots of a project may use: by default, and at most. The operator chooses it within the server's own limit
 * (`systemSetting`), and owners lower that (`setting`).
 */
const LIMITS = {
  botRunsAtOnce: { byDefault: 50, most: 200 },
  // A call that is answered later is given to another node after twice this time.
  botSeconds: { byDefault: 60, most: 60 },
  botProcessorSeconds: { byDefault: 5, most: 20 },
  // At most what the node gives one run, too (`DAMSON_SANDBOX_MEMORY_MEGABYTES`).
  botMemoryMegabytes: { byDefault: 64, most: 1_024 },
  botCalls: { byDefault: 1_000, most: 10_000 },
  botOutputKilobytes: { byDefault: 4_096, most: 8_192 },
  botLogKilobytes: { byDefault: 64, most: 256 },
} as const
/** An engine with nothing but what each Bot is given needs half of it. */
const LEAST_MEGABYTES = 8

type Name = keyof typeof LIMITS
type WithSettings = Pick<Project, 'setting' | 'systemSetting'>

/** What a project lets its Bots use. */
export type BotCeilings = Readonly<Record<Name, number>>

const NAMES = Object.keys(LIMITS) as readonly Name[]
const leastOf = (name: Name): number => (name === 'botMemoryMegabytes' ? LEAST_MEGABYTES : 1)

function valueIn(settings: Project['setting'], wanted: Name): number | undefined {
  return settings?.find(({ name }) => name === wanted)?.valueInteger
}

/** What the operator gives the project. */
function given({ systemSetting }: WithSettings, name: Name): number {
  const { byDefault, most } = LIMITS[name]
  return Math.min(valueIn(systemSetting, name) ?? byDefault, most)
}

export function botCeilings(project: WithSettings): BotCeilings {
  const all = NAMES.map((name) => {
    const most = given(project, name)
    return [name, Math.min(valueIn(project.setting, name) ?? most, most)]
  })
  return Object.fromEntries(all) as BotCeilings
}

/**
 * What is wrong with the settings of a project; undefined if nothing is. A limit that stays as it was may be above what the
 * operator has given since: then the operator's counts.
 */
export function botLimitProblem(project: WithSettings, earlier: WithSettings | undefined): string | undefined {
  for (const name of NAMES) {
    const found = (project.setting ?? []).filter((one) => one.name === name)
    if (found.length > 1) return `The setting ${name} occurs twice: remove one.`
    const [least, most] = [leastOf(name), given(project, name)]
    const isWithin = ({ valueInteger: value }: (typeof found)[number]): boolean =>
      value !== undefined && value >= least && (value <= most || value === valueIn(earlier?.setting, name))
    if (!found.every(isWithin)) return `The setting ${name} is a valueInteger from ${least} to ${most}.`
  }
  return undefined
}

/** The names under which an operator sets what the Bots of a project may use. */
export const SYSTEM_BOT_LIMITS = Object.fromEntries(NAMES.map((name) => [name, 'integer'])) as Readonly<
  Record<Name, 'integer'>
>

/** The limits that an operator has set for a project, by their names. */
export function operatorLimits({
  systemSetting = [],
}: Pick<Project, 'systemSetting'>): Readonly<Record<string, number | boolean>> {
  const isLimit = (name: string): boolean => name in SYSTEM_LIMITS || name in SYSTEM_BOT_LIMITS
  return Object.fromEntries(
    systemSetting.flatMap(({ name, valueInteger, valueBoolean }) => {
      const value = valueInteger ?? valueBoolean
      return isLimit(name) && value !== undefined ? [[name, value]] : []
    }),
  )
}

/** What an operator may set it to; undefined for another name. */
export function botLimitRange(wanted: string): readonly [least: number, most: number] | undefined {
  const name = NAMES.find((one) => one === wanted)
  return name && [leastOf(name), LIMITS[name].most]
}
