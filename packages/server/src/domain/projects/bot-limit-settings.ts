import type { Project } from '@damson/fhir'

/** Project settings that lower what its Bots may use. The highest value is the server's own limit. */
const LIMITS = {
  botRunsAtOnce: 50,
  botSeconds: 60,
  botProcessorSeconds: 5,
  botMemoryMegabytes: 64,
  botCalls: 1_000,
  botOutputKilobytes: 4_096,
  botLogKilobytes: 64,
} as const
/** An engine with nothing but what each Bot is given needs half of it. */
const LEAST_MEGABYTES = 8

type Name = keyof typeof LIMITS

/** What a project lets its Bots use; where it says nothing, the server's own limits. */
export type BotCeilings = Readonly<Record<Name, number>>

export function botCeilings({ setting = [] }: Pick<Project, 'setting'>): BotCeilings {
  const all = Object.entries(LIMITS).map(([name, most]) => {
    const own = setting.find((one) => one.name === name)?.valueInteger
    return [name, Math.min(own ?? most, most)]
  })
  return Object.fromEntries(all) as BotCeilings
}

/** What is wrong with the settings; undefined if nothing is. */
export function botLimitProblem({ setting = [] }: Pick<Project, 'setting'>): string | undefined {
  for (const [name, most] of Object.entries(LIMITS)) {
    const found = setting.filter((one) => one.name === name)
    if (found.length > 1) return `The setting ${name} occurs twice: remove one.`
    const least = name === 'botMemoryMegabytes' ? LEAST_MEGABYTES : 1
    const isWithin = ({ valueInteger: value }: (typeof setting)[number]): boolean =>
      value !== undefined && value >= least && value <= most
    if (!found.every(isWithin)) return `The setting ${name} is a valueInteger from ${least} to ${most}.`
  }
  return undefined
}
