import { badRequest, type OutcomeError, REASON_SYSTEM } from '#answers'
import type { Posted } from '#domain/mails'

const LIMITED =
  'This address received too many e-mails in the last hour, or the project sent too many in a day: try again later.'
const REFUSED = 'Could not send email: the mail server refused it.'
const WAITING = 'Could not send email yet: the mail server did not take it. We try again until the e-mail has expired.'

const EMAIL = {
  limited:
    'Could not send email: this address received too many e-mails in the last hour, or the project sent too many in a day.',
  waiting: WAITING,
  refused: REFUSED,
} as const
const REASONS = { limited: 'mail_limit', waiting: 'mail_waiting', refused: 'mail_failed' } as const
const TEXT = {
  limited: 'Could not send the text message: this number or its neighbours received too many in the last hour.',
  failed: 'Could not send the text message: the provider refused it.',
} as const

/**
 * The answer where the change was made and its message was not sent: Medplum's API answers 200 with an OperationOutcome.
 */
export function mailNotSent(posted: Exclude<Posted, 'sent'>, then: string): string {
  return outcomeOf(`${EMAIL[posted]} ${then}`, REASONS[posted])
}

export function textNotSent(sent: keyof typeof TEXT, then: string): string {
  return outcomeOf(`${TEXT[sent]} ${then}`)
}

/** The refusal where sending is all that was asked for. */
export function mailRefused(posted: Exclude<Posted, 'sent'>): OutcomeError {
  switch (posted) {
    case 'limited':
      return badRequest(LIMITED, undefined, 'mail_limit')
    case 'waiting':
      return badRequest(WAITING, undefined, 'mail_waiting')
    case 'refused':
      return badRequest(REFUSED, undefined, 'mail_failed')
  }
}

function outcomeOf(text: string, reason?: string): string {
  const coding = reason === undefined ? {} : { coding: [{ system: REASON_SYSTEM, code: reason }] }
  return JSON.stringify({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: 'exception', details: { text, ...coding } }],
  })
}
