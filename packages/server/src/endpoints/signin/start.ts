import type { FastifyRequest } from 'fastify'
import { type Brand, html, type Page, PageError } from '#answers'
import { type Allowance, rateLimitHeader, type Throttle } from '#domain/throttle'
import type { PageRefusal } from './authorize-request.ts'
import { inWords } from './words.ts'

/** Where a sign-in cannot go on and nothing is known that it could begin with again. */
export function startAgain(): PageError {
  return new PageError(
    400,
    'Start again from your app',
    'This sign-in is not open in this browser: it has ended, or the browser does not keep our cookies. Allow cookies for this site, then go back to the app and sign in there.',
  )
}

/** An authorization request that names no address to send its error to. */
export function unusableRequest({ text }: PageRefusal, brand: Brand): PageError {
  return new PageError(400, 'This sign-in link does not work', text, { brand })
}

/** Where a sign-in has come to its end, with the way to begin again. */
export function endPage(brand: Brand, heading: string, text: string, restart: string | undefined): Page {
  const again =
    restart === undefined ? undefined : html`<a class="button" href="/oauth2/authorize?${restart}">Sign in again</a>`
  return { title: heading, brand, card: html`<h1>${heading}</h1><p class="lead">${text}</p>${again}` }
}

/** Counts an attempt that has no account, before any work is done for it. */
export async function countAttempt(throttle: Throttle, request: FastifyRequest): Promise<void> {
  const allowance = await throttle.attempt(request.ip)
  if (allowance.allowed) return
  throw tooMany(allowance)
}

export function tooMany(allowance: Allowance): PageError {
  return new PageError(429, 'Too many attempts', `Wait ${inWords(allowance.resetSeconds)}, then try again.`, {
    headers: { 'Retry-After': String(allowance.resetSeconds), RateLimit: rateLimitHeader([allowance]) },
  })
}
