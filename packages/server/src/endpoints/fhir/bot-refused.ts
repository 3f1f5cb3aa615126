import { credentialError, forbidden, notFound, type OutcomeError, outcome } from '#answers'
import { bothOf, error, type Told, told } from '#base/findings'
import type { GranteeRefusal } from '#domain/access'
import type { BotRefusal } from '#domain/bots'

type Ended = Extract<BotRefusal, { readonly why: 'sandbox' }>['refusal']

/**
 * Why a Bot did not run, or not to its end. As on the wire the status is 400: a client that repeats a request after 500
 * would run the Bot twice.
 */
export function botError(refusal: BotRefusal): OutcomeError {
  switch (refusal.why) {
    case 'unknown_bot':
      return notFound()
    case 'not_deployed':
      return failed('bot_not_deployed', 'This Bot has no code yet: let a deployer call $deploy.')
    case 'too_deep':
      return failed('bot_too_deep', 'Bots that call Bots stop at the fifth: this one would be the sixth.')
    case 'too_late':
      return failed('bot_too_late', 'The Bot that calls this one has no time left.')
    case 'not_begun':
      return failed('bot_not_begun', 'The call was withdrawn before the Bot ran.')
    case 'needs_caller':
      return forbidden('A Bot with runAsUser needs a caller who is signed in.', 'bot_needs_caller')
    case 'caller_refused':
      return forbidden('The caller whose rights this Bot needs is not accepted any more.', 'bot_caller_refused')
    case 'missing_secret':
      return failed(
        'bot_missing_secret',
        told`A secret that the Bot names is missing in its project: ${refusal.names.join(', ')}.`,
      )
    case 'malformed_output':
      return failed('bot_output', 'The Bot answered something that cannot be sent: correct the code of the Bot.')
    case 'not_admitted':
      return notAdmitted(refusal.refusal)
    case 'sandbox':
      return ended(refusal.refusal)
  }
}

function notAdmitted(refusal: GranteeRefusal): OutcomeError {
  switch (refusal.why) {
    case 'inactive_membership':
      return forbidden('The membership of this Bot is not active: ask an administrator of the project.', 'bot_inactive')
    case 'inactive_project':
    case 'blocked_address':
      return credentialError(refusal)
    default:
      return forbidden('This Bot has no membership: let an administrator make a new Bot.', 'bot_without_membership')
  }
}

function ended({ why, message }: Ended): OutcomeError {
  switch (why) {
    case 'busy':
      return outcome(429, 'throttled', 'Too many Bots run at once: send the request again in a moment.', {
        reason: 'bot_busy',
        headers: { 'Retry-After': '1' },
      })
    // What the Bot throws, it throws for its caller.
    case 'threw':
      return failed('bot_threw', {
        text: message.replace(PLAIN_ERROR, '').slice(0, LONGEST_MESSAGE),
        finding: CODE_FAILED,
      })
    case 'no_handler':
      return failed(
        'bot_no_handler',
        'The code of this Bot exports no function handler: let its developer deploy it anew.',
      )
    case 'unserialisable':
      return failed(
        'bot_output',
        'The Bot answered something that is no JSON, text or bytes: correct the code of the Bot.',
      )
    case 'never_settled':
      return failed('bot_never_settled', 'The Bot waits for something that never happens: it was stopped.')
    case 'lost':
      return failed('bot_lost', 'The Bot was cut off. What it had done until then is done.')
    case 'timeout':
    case 'cpu':
    case 'memory':
    case 'output':
    case 'calls': {
      const [reason, says] = LIMITS[why]
      return failed(reason, says)
    }
  }
}

const LONGEST_MESSAGE = 2_000
/** What was thrown may hold what was sent: the log of the Bot has it, and the trace does not. */
const CODE_FAILED = error('The code of the Bot failed.', 'Read the log of the Bot, and correct its code.')
/** What says no more than that something was thrown. */
const PLAIN_ERROR = /^(Error|OperationOutcomeError): /

const LIMITS = {
  timeout: ['bot_timeout', 'The Bot ran longer than it may: it was stopped.'],
  cpu: ['bot_cpu', 'The Bot used more processor time than it may: it was stopped.'],
  memory: ['bot_memory', 'The Bot used more memory than it may: it was stopped.'],
  output: ['bot_output', 'The answer of the Bot is larger than it may be.'],
  calls: ['bot_calls', 'The Bot called the server more often than it may: it was stopped.'],
} as const

const failed = (reason: string, says: string | Told): OutcomeError =>
  outcome(400, 'processing', bothOf(says), { reason })
