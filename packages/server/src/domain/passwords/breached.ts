import { hash } from 'node:crypto'
import type { Log } from '#base/log'
import type { Outbound } from '#base/outbound'

/** An answer has 800 to 1,000 lines with padding; more than this is none. */
const MOST_BYTES = 262_144

/** Whether a password is known from a breach; false if nobody can be asked. */
export type IsBreached = (password: string) => Promise<boolean>

/**
 * Asks a range API for the known hashes that share the first five of forty digits with the password's: whoever answers
 * learns no more of it. SHA-1 is what that API has; nothing of ours relies on it. The answer is padded, so that its size
 * does not reveal the five digits to an onlooker. The choice goes on without an answer, and never waits longer than the
 * outbound door's time.
 */
export function createBreachCheck(
  outbound: Pick<Outbound, 'send'>,
  rangeUrl: string | undefined,
  log: Pick<Log, 'warn'>,
): IsBreached {
  return async (password) => {
    if (rangeUrl === undefined) return false
    const digits = hash('sha1', password.normalize('NFC'), 'hex').toUpperCase()
    const headers = { accept: 'text/plain', 'add-padding': 'true' }
    const request = { method: 'GET', headers, mostBytes: MOST_BYTES } as const
    const answer = await outbound.send(`${rangeUrl}${digits.slice(0, 5)}`, request)
    if (!answer.ok || answer.value.status !== 200) {
      log.warn('password.unanswered', answer.ok ? { status: answer.value.status } : { code: answer.refusal.why })
      return false
    }
    return isListed(answer.value.body.toString('latin1'), digits.slice(5))
  }
}

/** Lines are `SUFFIX:COUNT`; a count of 0 is padding. */
function isListed(body: string, suffix: string): boolean {
  return body.split('\n').some((line) => {
    const [listed = '', count = ''] = line.trim().toUpperCase().split(':')
    return listed === suffix && /^\d+$/.test(count) && Number(count) > 0
  })
}
