import type { Outbound } from '#base/outbound'
import type { SmsSettings } from './settings.ts'
import { filledBody, type Sms } from './template.ts'

export interface SmsSender {
  /** @throws When the provider didn't accept it; the error names neither number nor text. */
  send(message: Sms): Promise<void>
}

/** An answer is not read: its status says whether the message was taken. */
const MOST_BYTES = 65_536

/** Sends text messages by a provider's HTTP API, through the outbound door. Undefined if no provider is set. */
export function createSmsSender(
  { url, body, secret, secretHeader }: SmsSettings,
  outbound: Pick<Outbound, 'send'>,
): SmsSender | undefined {
  if (url === undefined) return undefined
  return {
    async send(message) {
      const { contentType, text } = filledBody(body, message)
      const headers = {
        'content-type': contentType,
        ...(secret !== undefined && { [secretHeader]: secret.reveal() }),
      }
      const answer = await outbound.send(url, { method: 'POST', headers, body: text, mostBytes: MOST_BYTES })
      if (!answer.ok) throw new Error(`the SMS provider cannot be reached: ${answer.refusal.why}`)
      const { status } = answer.value
      if (status < 200 || status > 299) throw new Error(`the SMS provider refused a message: ${status}`)
    },
  }
}
