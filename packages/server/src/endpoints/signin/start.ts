import type { FastifyRequest } from 'fastify'
import { noteTrace } from '#answers'
import type { Finding } from '#base/findings'
import { type Allowance, rateLimitHeader, type Throttle } from '#domain/throttle'
import { type Brand, type Html, html, type Page, PageError, type Topic, topicPage, type Words } from '#pages'
import type { PageRefusal } from './complaint.ts'

/** The page for a sign-in that cannot continue and cannot be started again from here. */
export function startAgain(): PageError {
  return new PageError(400, 'flow.lost')
}

/**
 * The page for an authorization request without a valid address for its error. It speaks to the person; what is wrong is in
 * the trace, and in development on the page.
 */
export function unusableRequest(
  request: FastifyRequest,
  { topic, finding, addresses, project, also = [] }: PageRefusal & { readonly also?: readonly Finding[] },
  brand: Brand,
  isDevelopment: boolean,
): PageError {
  noteTrace(request, { findings: [finding, ...also], invalidRequestIn: project })
  return new PageError(400, topic, { brand, more: isDevelopment ? forDevelopers(finding, addresses) : undefined })
}

const MOST_SHOWN = 10

function forDevelopers({ what, remedy }: Finding, addresses: PageRefusal['addresses']): Html {
  const { sent, registered } = addresses ?? { sent: undefined, registered: [] }
  return html`<div class="note" lang="en" dir="ltr"><div><p><strong>${what}</strong></p><p>${remedy}</p>${
    sent === undefined ? undefined : html`<p>Sent: <code>${sent.slice(0, 500)}</code></p>`
  }${registered.slice(0, MOST_SHOWN).map((one) => html`<p>Registered: <code>${one}</code></p>`)}</div></div>`
}

/** The page for a sign-in that has ended, with a link to start again. */
export function endPage(say: Words, brand: Brand, topic: Topic, restart: string | undefined): Page {
  const { title, card } = topicPage(say, topic)
  const again =
    restart === undefined
      ? undefined
      : html`<a class="button" href="/oauth2/authorize?${restart}">${say('flow.again')}</a>`
  return { title, brand, card: html`${card}${again}` }
}

/** Counts an attempt without an account before any work is done for it. */
export async function countAttempt(throttle: Throttle, request: FastifyRequest): Promise<void> {
  const allowance = await throttle.attempt(request.ip)
  if (allowance.allowed) return
  throw tooMany(allowance)
}

export function tooMany(allowance: Allowance): PageError {
  return new PageError(429, 'failure.throttled', {
    values: { wait: { seconds: allowance.resetSeconds } },
    headers: { 'Retry-After': String(allowance.resetSeconds), RateLimit: rateLimitHeader([allowance]) },
  })
}
