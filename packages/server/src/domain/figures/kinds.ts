/** What is counted of events, by the kind of the event: when it succeeded, and when not. */
const EVENTS: Readonly<Record<string, { readonly ok?: EventKind; readonly refused: EventKind }>> = {
  'login.succeeded': { ok: 'sign_in', refused: 'sign_in_refused' },
  'login.failed': { refused: 'sign_in_refused' },
  'factor.failed': { refused: 'sign_in_refused' },
  'activation_code.failed': { refused: 'sign_in_refused' },
  'device_sign_in.failed': { refused: 'sign_in_refused' },
  'launch.refused': { refused: 'sign_in_refused' },
  'token.issued': { ok: 'token', refused: 'token_refused' },
  'token.refreshed': { ok: 'token', refused: 'token_refused' },
  'token.refused': { refused: 'token_refused' },
  'token.reuse_detected': { refused: 'token_refused' },
}

export type EventKind = 'sign_in' | 'sign_in_refused' | 'token' | 'token_refused'
/** Apart from the refusals, which may be somebody who guesses. */
export const INVALID_AUTHORIZATION = 'authorization_invalid'
export type RequestKind = 'request' | 'request_refused' | 'request_failed'

export function kindOfEvent(kind: string, outcome: number): EventKind | undefined {
  const of = Object.hasOwn(EVENTS, kind) ? EVENTS[kind] : undefined
  return outcome === 0 && of?.ok !== undefined ? of.ok : of?.refused
}

/** The steps of the latency, in milliseconds; what took longer than the last is in one more. */
const STEPS = [1, 2, 4, 8, 16, 32, 64, 125, 250, 500, 1_000, 2_500, 5_000, 10_000] as const
const LONGEST = 20_000
const PREFIX = 'ms_'

export function latencyKind(ms: number): string {
  const step = STEPS.find((one) => ms <= one)
  return `${PREFIX}${step ?? 'more'}`
}

/**
 * The latency below which a share of the requests stayed, from how many fell into each step: in the step, as if they were
 * spread evenly. Undefined without requests.
 */
export function quantile(counts: ReadonlyMap<string, number>, share: number): number | undefined {
  const steps = [...STEPS.map((step) => ({ kind: `${PREFIX}${step}`, to: step as number })), MORE]
  const total = steps.reduce((sum, { kind }) => sum + (counts.get(kind) ?? 0), 0)
  if (total === 0) return undefined
  let [below, from] = [0, 0]
  for (const { kind, to } of steps) {
    const count = counts.get(kind) ?? 0
    if (below + count >= share * total) {
      const within = count === 0 ? 0 : (share * total - below) / count
      return Math.round((from + (to - from) * within) * 10) / 10
    }
    below += count
    from = to
  }
  return LONGEST
}

const MORE = { kind: `${PREFIX}more`, to: LONGEST }
