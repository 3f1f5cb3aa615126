/** Drives the ways to sign in while a rule is in force. */
import type { Answer } from '@damson/testkit'
import { afterAll, beforeAll, expect } from 'vitest'
import { reasonOf } from '../identity/steps.ts'
import type { Visit } from '../signin/cookie-browser.ts'
import { ownWays } from './own-ways.ts'
import { providerWays } from './provider-ways.ts'
import type { Rule } from './rules.ts'
import { isAbout, type Way } from './way.ts'
import { CALLBACK, type WaysClinic } from './ways-clinic.ts'

type Act = Awaited<ReturnType<Way['prepare']>>
type Suite = Parameters<Parameters<typeof beforeAll>[0]>[1]

/** The ways of a clinic, and how a test drives them. */
export function driveWays(here: () => WaysClinic) {
  const ways = Object.entries({ ...ownWays(here), ...providerWays(here) })

  /** Every code and token of anybody, a line each: what a refused way may not add to. One text is compared at once. */
  async function granted(): Promise<unknown> {
    const [row] = await here().sql(
      "select string_agg((id, code_hash, granted_at, refresh_generation)::text, E'\\n' order by id) as lines " +
        'from logins where code_hash is not null or granted_at is not null',
    )
    return row?.['lines']
  }

  /** The ways that a rule is about, with what they end in. */
  function about(rule: Rule, ends: readonly Way['ends'][]): readonly (readonly [string, Way])[] {
    return ways.filter(([, way]) => ends.includes(way.ends) && isAbout(rule, way))
  }

  /** Prepares the ways that this run is about, and lets the rule bite once, for them all. Tells what a way then does. */
  function biting(rule: Rule, ways: readonly (readonly [string, Way])[], ruleOf = (_way: string): Rule => rule) {
    const acts = new Map<string, Act>()
    // oxlint-disable-next-line no-empty-pattern -- Vitest wants to read there which fixtures are needed
    beforeAll(async ({}, suite) => {
      // The test of the way tells what failed.
      for (const [name, { prepare }] of ways)
        if (isRun(suite, name))
          acts.set(name, await prepare(ruleOf(name)).catch((error) => () => Promise.reject(error)))
      await rule.bite()
    })
    afterAll(() => rule.release())
    return (way: string): Act => acts.get(way) ?? (() => Promise.reject(new Error(`${way} was not prepared.`)))
  }

  /** Does what a rule is about, while it bites; nobody gets a code or a token by that. */
  async function refused(act: Act, { ends }: Way): Promise<Answer | Visit> {
    const before = await granted()
    const answer = await act()
    if (ends !== 'kept') expect(await granted()).toBe(before)
    if ('body' in answer) expect([answer.body?.code, answer.body?.access_token]).toEqual([undefined, undefined])
    else expect(codeIn(answer)).toBeNull()
    return answer
  }

  return { ways, about, biting, refused }
}

/** A run may be about some tests alone. */
const isRun = ({ tasks }: Suite, way: string): boolean =>
  tasks.some(({ mode, name }) => mode === 'run' && name.includes(way))

export const codeIn = ({ location }: Visit): string | null =>
  URL.canParse(location) ? new URL(location).searchParams.get('code') : null

/** `refused` for an answer or a page that a rule explains; anything else is told. */
export function outcomeOf(answer: Answer | Visit, rule: Rule): string {
  if (!('body' in answer)) return outcomeOfPage(answer, rule)
  const { status, body, text } = answer
  // A button's credential is answered with where the address's domain signs in.
  if (status === 200) return Object.keys(body).join() === 'domain,authorizeUrl' ? 'refused' : text
  return rule.whys.includes(reasonOf(answer) ?? body?.error ?? '')
    ? 'refused'
    : `${status} ${reasonOf(answer) ?? body?.error} ${text.slice(0, 200)}`
}

/** A page that says why, or that asks who it is once more: never a way back to the app with a code. */
function outcomeOfPage({ location, status, heading, text }: Visit, { texts, isKnownLate }: Rule): string {
  const error = location.startsWith(CALLBACK) ? new URL(location).searchParams.get('error') : null
  if (error !== null) return /^(access_denied|login_required)$/.test(error) ? 'refused' : location
  if (location !== '') return location
  const asksAgain = status === 200 && /^(Sign in$|Continuing to )/.test(heading)
  if (isKnownLate && heading === 'Which role?') return 'refused'
  return asksAgain || texts.some((one) => text.includes(one)) ? 'refused' : `${status} ${heading}`
}
