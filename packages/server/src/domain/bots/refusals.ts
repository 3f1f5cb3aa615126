import type { SandboxRefusal } from '#base/sandbox'
import type { GranteeRefusal } from '#domain/access'

/** Why a Bot did not run, or not to its end. */
export type BotRefusal =
  | {
      readonly why:
        | 'unknown_bot'
        | 'not_deployed'
        | 'too_deep'
        | 'needs_caller'
        | 'caller_refused'
        | 'malformed_output'
        | 'too_late'
        /** By `begins`. */
        | 'not_begun'
    }
  | { readonly why: 'missing_secret'; readonly names: readonly string[] }
  | { readonly why: 'not_admitted'; readonly refusal: GranteeRefusal }
  | { readonly why: 'sandbox'; readonly refusal: SandboxRefusal }

/** What is found before a Bot runs. */
const BEFORE: ReadonlySet<BotRefusal['why']> = new Set([
  'unknown_bot',
  'not_deployed',
  'too_deep',
  'needs_caller',
  'caller_refused',
  'too_late',
  'missing_secret',
  'not_admitted',
  'not_begun',
])

/** Whether code of the Bot may have run. */
export const mayHaveRun = (refusal: BotRefusal): boolean =>
  refusal.why === 'sandbox' ? refusal.refusal.why !== 'busy' : !BEFORE.has(refusal.why)
