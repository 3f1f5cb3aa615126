/** What rows assert, in the terms of the standards. */
import assert from 'node:assert/strict'
import type { Visit } from './browser.ts'
import type { Answer } from './http.ts'

/** An answer for a message. A successful one shows only the names of its members, because it may hold tokens. */
function seenIn({ status, text, json }: Answer): string {
  return `${status} ${status < 300 ? Object.keys(json).join(', ') : text.slice(0, 300)}`
}

/** An error of the token endpoint's kind (RFC 6749 §5.2). */
export function isError(answer: Answer, error: string | readonly string[], status: number | readonly number[] = 400) {
  const [errors, statuses] = [[error].flat(), [status].flat()]
  const seen = seenIn(answer)
  assert.ok(statuses.includes(answer.status), `expected status ${statuses.join(' or ')}, got ${seen}`)
  assert.ok(errors.includes(String(answer.json.error)), `expected the error ${errors.join(' or ')}, got ${seen}`)
}

export function isRefused(answer: Answer): void {
  assert.ok(answer.status >= 400 && answer.status < 500, `expected a refusal, got ${seenIn(answer)}`)
}

export function isOk(answer: Answer): void {
  assert.ok(answer.status >= 200 && answer.status < 300, `expected success, got ${seenIn(answer)}`)
}

/** An error that goes back to the app (RFC 6749 §4.1.2.1). */
export function isSentBack(visit: Visit, redirectUri: string, error: string | readonly string[]): URLSearchParams {
  const seen = `${visit.status} ${visit.location || visit.heading}`
  assert.ok(visit.location.startsWith(redirectUri), `expected to be sent back to the app, got ${seen}`)
  const parameters = new URL(visit.location).searchParams
  assert.ok([error].flat().includes(String(parameters.get('error'))), `expected ${String(error)}, got ${seen}`)
  assert.equal(parameters.get('code'), null)
  return parameters
}

/** A page of the server's own, without a redirect. */
export function isPage(visit: Visit): void {
  assert.ok(visit.status >= 400 && visit.status < 500, `expected an error page, got ${visit.status} ${visit.location}`)
  assert.equal(visit.location, '', 'nobody may be sent to an address that was not checked')
}

export function isNotCached(answer: Answer): void {
  assert.match(answer.headers.get('cache-control') ?? '', /no-store/)
}

export function isJson(answer: Answer): void {
  assert.match(answer.headers.get('content-type') ?? '', /^application\/(?:[a-z-]+\+)?json(?:;|$)/)
}

export function strings(value: unknown): readonly string[] {
  assert.ok(
    Array.isArray(value) && value.every((one) => typeof one === 'string'),
    `expected texts, got ${String(value)}`,
  )
  return value
}
