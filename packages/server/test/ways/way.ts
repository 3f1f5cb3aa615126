import type { Answer } from '@damson/testkit'
import type { Visit } from '../signin/cookie-browser.ts'
import type { Rule } from './rules.ts'

/** A way for a person to sign in, or a step of one, on one route. */
export interface Way {
  /** Whose proof begins it, `phone` being Damson's own of people without an address; a step goes on with a sign-in that was begun while that was allowed. */
  readonly proof: 'own' | 'phone' | 'external' | 'step'
  /**
   * What it ends in: a code, tokens, a caller whom the API knows; the person's own page; nothing yet. `kept` are tokens
   * for somebody who signed in before.
   */
  readonly ends: 'code' | 'tokens' | 'caller' | 'kept' | 'account' | 'nothing'
  /** It names the app. */
  readonly isOfApp: boolean
  /** The route itself makes the account, or the membership. */
  readonly makes?: 'account' | 'membership'
  /** Nobody is known yet: only the app is. */
  readonly isOfNobody?: true
  /** It proves, or sets up, the second factor that is demanded. */
  readonly isFactor?: true
  /** Does what has to be done before the rule is in force, and returns what is then refused: an answer or a page. */
  readonly prepare: (rule: Rule) => Promise<() => Promise<Answer | Visit>>
}

/** Ways by their routes; what stands after a comma tells ways of one route apart. */
export type Ways = Readonly<Record<string, Way>>

/** The route of a way. */
export const routeOf = (way: string): string => way.split(',')[0] ?? ''

/** Whether a rule is about a way at all. */
export function isAbout({ refuses, domain, isOfApp, isOfPerson, isOfServer }: Rule, way: Way): boolean {
  if (isOfApp && !way.isOfApp) return false
  if (way.isOfNobody === true && !isOfApp) return false
  // A project of one's own is nobody's else: only what holds for the whole server is asked for.
  if (way.makes === 'membership' && way.ends === 'nothing') return isOfServer
  if (isOfPerson && way.makes !== undefined) return false
  // No rule on addresses is about people who have none.
  if (way.proof === 'phone') return domain === 'example.org' && refuses.includes('own')
  return way.proof === 'step' || refuses.includes(way.proof)
}
