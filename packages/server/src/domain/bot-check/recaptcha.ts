import type { Log } from '#base/log'
import type { Outbound } from '#base/outbound'

const MOST_BYTES = 16_384

/** Google's word on a token. `unreachable` is no yes: the form is refused. */
export async function askRecaptcha(
  {
    outbound,
    log,
    url,
  }: { readonly outbound: Pick<Outbound, 'send'>; readonly log: Pick<Log, 'warn'>; readonly url: string },
  secret: string,
  token: string,
): Promise<'human' | 'failed' | 'unreachable'> {
  const body = new URLSearchParams({ secret, response: token }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  const answer = await outbound.send(url, { method: 'POST', headers, body, mostBytes: MOST_BYTES })
  if (!answer.ok || answer.value.status !== 200) {
    log.warn('recaptcha.unanswered', answer.ok ? { status: answer.value.status } : { code: answer.refusal.why })
    return 'unreachable'
  }
  return saysYes(answer.value.body.toString('utf8')) ? 'human' : 'failed'
}

function saysYes(text: string): boolean {
  try {
    const said: unknown = JSON.parse(text)
    return typeof said === 'object' && said !== null && 'success' in said && said.success === true
  } catch {
    return false
  }
}
