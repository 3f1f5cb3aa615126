import type { Answer, World } from '@damson/testkit'
import { must } from '../identity/steps.ts'

/** A request that seems to come from elsewhere, where this machine is a trusted proxy. */
export const from = (address: string): Record<string, string> => ({ 'X-Forwarded-For': address })

export const CONFIRMED = { 'X-Damson-Confirm': 'lockout' }

/** The resource that has the rules: `AccessPolicy/…`, `ClientApplication/…` or `Project/…`. */
export interface RuledBy {
  readonly at: string
}

interface Administrator {
  readonly world: World
  readonly token: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Replaces the rules of a resource. */
export async function putRules(
  { world, token, headers = {} }: Administrator,
  { at }: RuledBy,
  rules: readonly object[],
): Promise<Answer> {
  const { body } = must(await world.call(`fhir/R4/${at}`, { token, headers }))
  const { ipAccessRule: _, ...rest } = body
  const json = rules.length === 0 ? rest : { ...rest, ipAccessRule: rules }
  return world.call(`fhir/R4/${at}`, { method: 'PUT', json, token, headers })
}

/** The same, where it must be accepted. */
export async function rulesAt(administrator: Administrator, at: RuledBy, rules: readonly object[]): Promise<void> {
  must(await putRules(administrator, at, rules))
}
