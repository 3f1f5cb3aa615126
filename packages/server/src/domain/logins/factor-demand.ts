import type { FactorMethod } from '#domain/projects'
import { AAL2, assuranceOf, besidesMessage, isByMessage, isLevelOne } from './assurance.ts'

/** What a project allows if it doesn't say. */
const USUAL_METHODS: readonly FactorMethod[] = ['totp']

/**
 * Codes that travel in a message. They raise no level: e-mail proves nobody for NIST, and text messages can be redirected by
 * whoever persuades the phone company (SP 800-63B-4 §3.1.3.1 and §3.1.3.3). They count only where a project lists them.
 */
const MESSAGES: readonly string[] = ['email', 'sms'] satisfies FactorMethod[]

const isMessage = (method: string): boolean => MESSAGES.includes(method)

/** What one of the places that can demand a second factor says. */
export interface FactorDemandOf {
  readonly mfaRequired?: boolean | undefined
  readonly minimumAcr?: string | null | undefined
}

/** What is demanded of a person's sign-in in all places together. */
export interface FactorDemand {
  readonly isRequired: boolean
  /** What people may set up and answer with, if a second factor is required. */
  readonly methods: readonly FactorMethod[]
  /** The level of assurance that is demanded: 0 if none is. */
  readonly level: 0 | 1 | 2
}

/** The strictest of what user, membership, project, client and access policies demand. */
export function factorDemand(
  places: readonly FactorDemandOf[],
  allowed: readonly FactorMethod[] | undefined,
): FactorDemand {
  const needsTwo = places.some(({ minimumAcr }) => minimumAcr === AAL2)
  const methods = allowed ?? USUAL_METHODS
  // Codes in messages reach no assurance level, so where one is demanded they don't count.
  const strong = methods.filter((method) => !isMessage(method))
  return {
    isRequired: needsTwo || places.some(({ mfaRequired }) => mfaRequired === true),
    methods: needsTwo ? (strong.length > 0 ? strong : USUAL_METHODS) : methods,
    level: needsTwo ? 2 : places.some(({ minimumAcr }) => minimumAcr != null) ? 1 : 0,
  }
}

/** Whether what was proven is as much as is demanded. */
export function meetsDemand(demand: FactorDemand, proven: readonly string[]): boolean {
  const { isRequired, methods, level } = demand
  if (isByMessage(proven)) return level < 2 && (!demandsMore(demand, proven) || hasMore(demand, proven))
  if (!isRequired || assuranceOf(proven).acr === AAL2) return true
  if (level < 2 && proven.includes(REMEMBERED)) return true
  return methods.some((method) => isMessage(method) && proven.includes(method))
}

/** Beside what a login has proven: its browser was remembered, so a second factor was not asked for. It raises no level. */
export const REMEMBERED = 'remembered'

/** What a sign-in has proven, and what its person has set up. */
export interface FactorsAtHand {
  readonly proven: readonly string[]
  readonly enrolled: readonly FactorMethod[]
  readonly hasPasskeys: boolean
  /** An identity provider proved the person. */
  readonly isExternal: boolean
  /** The app would like two factors, of people who have them. */
  readonly isWished?: boolean
}

/** What a sign-in still needs of a second factor, and the methods to do it with. */
export interface FactorNeed {
  /** `other`: nothing that this sign-in could prove is enough, so the person must begin with something else. */
  readonly need: 'none' | 'prove' | 'enroll' | 'other'
  readonly methods: readonly FactorMethod[]
  /** One of the person's passkeys answers it too, which only a page can ask for. */
  readonly byPasskey: boolean
}

const NONE: FactorNeed = { need: 'none', methods: [], byPasskey: false }

/**
 * The one rule about second factors. A person who has one is asked for it after the password, also where nobody demands
 * it; passkeys alone are asked for only where one is demanded, because otherwise people who lost them, and forms of apps
 * that know none, would be shut out by an offer that they took. Where one is demanded, it must be of the allowed kind; what
 * reaches the second level always is. Before another factor is set up, one that exists is proven: otherwise the password
 * alone would be enough to replace it.
 */
export function factorNeed(demand: FactorDemand, at: FactorsAtHand): FactorNeed {
  const { isRequired, methods } = demand
  const { proven, enrolled, hasPasskeys, isExternal, isWished = false } = at
  if (isByMessage(proven)) return needAfterMessage(demand, at)
  const prove = (some: readonly FactorMethod[]): FactorNeed => ({
    need: 'prove',
    methods: some,
    byPasskey: hasPasskeys,
  })
  const isTwo = assuranceOf(proven).acr === AAL2
  const hasOwn = isTwo || proven.some(isMessage)
  const strong = enrolled.filter((method) => !isMessage(method))
  if (isWished && !isTwo && (strong.length > 0 || hasPasskeys)) return prove(strong)
  if (!isRequired) return hasOwn || isExternal || enrolled.length === 0 ? NONE : prove(enrolled)
  if (meetsDemand(demand, proven)) return NONE
  // An authenticator app is more than a project that allows only e-mail asks for.
  const fit = enrolled.filter((method) => method === 'totp' || methods.includes(method))
  if (fit.length > 0 || hasPasskeys) return prove(fit)
  if (enrolled.length > 0 && !hasOwn) return prove(enrolled)
  return { need: 'enroll', methods, byPasskey: false }
}

const OTHER: FactorNeed = { need: 'other', methods: [], byPasskey: false }

/** A sign-in that began with a message: another one to the same mailbox or phone proves nothing more. */
function needAfterMessage(
  demand: FactorDemand,
  { proven, enrolled, hasPasskeys: byPasskey }: FactorsAtHand,
): FactorNeed {
  // An app is no second factor beside it; a passkey is two by itself.
  if (demand.level === 2) return byPasskey ? { need: 'prove', methods: [], byPasskey } : OTHER
  const isDemanded = demandsMore(demand, proven)
  if (isDemanded ? hasMore(demand, proven) : besidesMessage(proven).length > 0) return NONE
  const isMore = (method: FactorMethod): boolean => method !== 'email' && !proven.includes(method)
  const own = enrolled.filter(isMore)
  const fit = own.filter((method) => method === 'totp' || demand.methods.includes(method))
  if (isDemanded && (fit.length > 0 || byPasskey)) return { need: 'prove', methods: fit, byPasskey }
  if (own.length > 0) return { need: 'prove', methods: own, byPasskey }
  if (!isDemanded) return NONE
  const settable = demand.methods.filter(isMore)
  return settable.length > 0 ? { need: 'enroll', methods: settable, byPasskey: false } : OTHER
}

/** Whether something was proven besides that answers a demand: another message does only where the project lists it. */
function hasMore({ methods }: FactorDemand, proven: readonly string[]): boolean {
  return besidesMessage(proven).some((factor) => !isMessage(factor) || methods.some((one) => one === factor))
}

/** Whether more is demanded than the message that a sign-in began with: a code to a phone reaches the first level. */
function demandsMore({ isRequired, level }: FactorDemand, proven: readonly string[]): boolean {
  return isRequired || (level === 1 && !isLevelOne(assuranceOf(proven)))
}
