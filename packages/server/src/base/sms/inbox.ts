import type { SmsSender } from './sender.ts'
import type { Sms } from './template.ts'

/** Keeps text messages in memory instead of sending them; for the embedded server on a loopback address. */
export interface SmsInbox extends SmsSender {
  messages(): readonly (Sms & { readonly at: Date })[]
}

const KEPT = 100

export function createSmsInbox(now: () => Date): SmsInbox {
  let messages: readonly (Sms & { readonly at: Date })[] = []
  return {
    send(message) {
      messages = [{ ...message, at: now() }, ...messages].slice(0, KEPT)
      return Promise.resolve()
    },
    messages: () => messages,
  }
}
