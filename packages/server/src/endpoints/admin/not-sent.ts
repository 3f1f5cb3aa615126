import type { Posted } from '#domain/mails'

/** The answer where the change was made and its e-mail was not sent: Medplum's API answers 200 with an OperationOutcome. */
export function notSent(posted: Exclude<Posted, 'sent'>, then: string): string {
  const why =
    posted === 'limited' ? 'this address received too many e-mails in the last hour' : 'the mail server refused it'
  return JSON.stringify({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: 'exception', details: { text: `Could not send email: ${why}. ${then}` } }],
  })
}
