/** What operators set for a project, and in which bounds the server takes it. A test holds both against each other. */
export const OPERATOR_LIMITS = [
  { name: 'userFhirQuota', least: 1, most: 10_000_000 },
  { name: 'totalFhirQuota', least: 1, most: 10_000_000 },
  { name: 'botRunsAtOnce', least: 1, most: 200 },
  { name: 'botSeconds', least: 1, most: 60 },
  { name: 'botProcessorSeconds', least: 1, most: 20 },
  { name: 'botMemoryMegabytes', least: 8, most: 1_024 },
  { name: 'botCalls', least: 1, most: 10_000 },
  { name: 'botOutputKilobytes', least: 1, most: 8_192 },
  { name: 'botLogKilobytes', least: 1, most: 256 },
] as const

export type OperatorLimit = (typeof OPERATOR_LIMITS)[number]
type Name = OperatorLimit['name']

/** What was typed, by name; empty: the server's own holds. */
export type TypedLimits = Readonly<Record<Name, string>>
export type SetLimits = Readonly<Record<string, number | boolean>>

/** Turns quotas in points off altogether: those of the owners, too. */
const QUOTAS = 'enableFhirQuota'

export const typedFrom = (limits: SetLimits): TypedLimits =>
  Object.fromEntries(OPERATOR_LIMITS.map(({ name }) => [name, String(limits[name] ?? '')])) as TypedLimits

export const hasQuotas = (limits: SetLimits): boolean => limits[QUOTAS] !== false

export function isFit({ least, most }: OperatorLimit, text: string): boolean {
  const typed = text.trim()
  return typed === '' || (/^\d{1,12}$/.test(typed) && Number(typed) >= least && Number(typed) <= most)
}

/** What is set, by name; `unset` names those for which the server's own hold again. */
export type LimitChange = Readonly<Record<string, number | boolean | string>>

/** What a project has of the limits that a change is about, and of no other; null: the server's own. */
export function aboutOf({ unset = '', ...set }: LimitChange, limits: Readonly<Record<string, unknown>>): object {
  const names = [...Object.keys(set), ...String(unset).split(',').filter(Boolean)]
  return Object.fromEntries(names.toSorted().map((name) => [name, limits[name] ?? null]))
}

/** What to send for it: only what differs, so that what another operator changed meanwhile stays. Undefined: nothing does. */
export function changeOf(before: SetLimits, typed: TypedLimits, quotas: boolean): LimitChange | undefined {
  const changed = OPERATOR_LIMITS.filter(({ name }) => typed[name].trim() !== String(before[name] ?? ''))
  const set = changed.flatMap(({ name }) => (typed[name].trim() === '' ? [] : [[name, Number(typed[name])] as const]))
  const unset = changed.flatMap(({ name }) => (typed[name].trim() === '' ? [name] : []))
  const isTurned = quotas !== hasQuotas(before)
  const dropped = isTurned && quotas ? [...unset, QUOTAS] : unset
  const all = {
    ...Object.fromEntries(set),
    ...(isTurned && !quotas && { [QUOTAS]: false }),
    ...(dropped.length > 0 && { unset: dropped.join(',') }),
  }
  return Object.keys(all).length === 0 ? undefined : all
}
