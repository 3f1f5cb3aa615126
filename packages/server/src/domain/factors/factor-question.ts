/** The person, and the login or root in which a code is asked for. */
export interface FactorQuestion {
  readonly userId: string
  readonly askedBy: string
}

/** The context with which what belongs to a factor is sealed. */
export const contextOf = (id: string): string => `factor:${id}`
