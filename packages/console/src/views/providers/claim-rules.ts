import type { IdentityProvider } from '@damson/sdk'

export type ClaimRule = NonNullable<IdentityProvider['claimRule']>[number]

/** The rules that a text holds; undefined while it holds none that rows could show. */
export function rulesIn(text: string): readonly ClaimRule[] | undefined {
  try {
    const read: unknown = JSON.parse(text)
    return Array.isArray(read) && read.every(isRule) ? read : undefined
  } catch {
    return undefined
  }
}

const KNOWN = new Set([
  'claim',
  'value',
  'refuse',
  'profileType',
  'accessPolicy',
  'secondFactor',
  'compliantDevice',
  'optional',
])

/** A rule with members that rows do not show stays text, so that none is lost. */
function isRule(one: unknown): one is ClaimRule {
  if (typeof one !== 'object' || one === null) return false
  const { claim, value } = one as Record<string, unknown>
  return typeof claim === 'string' && typeof value === 'string' && Object.keys(one).every((name) => KNOWN.has(name))
}

export const textOf = (rules: readonly ClaimRule[]): string => JSON.stringify(rules, undefined, 2)

/** The claim that a rule of a JSON text is about. */
export function claimOf(text: string, at: number): string {
  const rules = JSON.parse(text) as readonly Partial<ClaimRule>[]
  return rules[at]?.claim ?? ''
}

/** A rule with some members changed; what is undefined, false or empty is left out, apart from claim and value. */
export function changedRule(rule: ClaimRule, part: Partial<Record<keyof ClaimRule, unknown>>): ClaimRule {
  const { claim, value, ...rest } = { ...rule, ...part }
  const kept = Object.entries(rest).filter(([, one]) => one !== undefined && one !== false && one !== '')
  return { claim, value, ...Object.fromEntries(kept) } as ClaimRule
}
