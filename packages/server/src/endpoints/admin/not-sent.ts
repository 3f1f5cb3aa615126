import type { Posted } from '#domain/mails'

const WORDS = {
  email: {
    limited: 'Could not send email: this address received too many e-mails in the last hour.',
    failed: 'Could not send email: the mail server refused it.',
  },
  text: {
    limited: 'Could not send the text message: this number or its neighbours received too many in the last hour.',
    failed: 'Could not send the text message: the provider refused it.',
  },
} as const

/**
 * The answer where the change was made and its message was not sent: Medplum's API answers 200 with an OperationOutcome.
 */
export function notSent(posted: Exclude<Posted, 'sent'>, then: string, by: keyof typeof WORDS = 'email'): string {
  return JSON.stringify({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: 'exception', details: { text: `${WORDS[by][posted]} ${then}` } }],
  })
}
