import { type FindingCode, TEXTS } from './texts.ts'

export type Severity = 'high' | 'medium' | 'low'

/** One of what a finding is about. */
export interface Affected {
  /** Undefined for what is no resource of the project. */
  readonly reference?: string
  readonly name?: string
  /** When it was last used, or since when it is so. */
  readonly at?: Date | undefined
  /** What more there is to say, as a code: `suspended`, `administrator` … */
  readonly state?: string
  /** How much of a limit is used. */
  readonly percent?: number
}

/** Something that is not as it should be. */
export interface Finding {
  readonly code: FindingCode
  readonly severity: Severity
  /** How many are affected. `isMore`: at least so many. */
  readonly count: number
  readonly isMore: boolean
  /** The first of them. */
  readonly affected: readonly Affected[]
}

/** `unknown`: the server cannot tell. `not_allowed`: the asker may not see what it is about. */
export type CheckState = 'ok' | 'found' | 'unknown' | 'not_allowed'

/** What was looked at. */
export interface Check {
  readonly code: FindingCode
  readonly state: CheckState
}

export interface Posture {
  readonly findings: readonly Finding[]
  readonly checks: readonly Check[]
}

/** The sentences of a finding. */
export function findingTexts({ code, count, isMore }: Finding): {
  readonly title: string
  readonly why: string
  readonly remedy: string
} {
  const { one, many, why, remedy } = TEXTS[code]
  const number = isMore ? `More than ${count}` : String(count)
  return { title: count === 1 && !isMore ? one : many.replace('%', number), why, remedy }
}
