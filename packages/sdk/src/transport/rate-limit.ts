/** What is left of one rate limit, as of the server's last answer. */
export interface RateLimitInfo {
  readonly name: string
  readonly remainingUnits: number
  readonly secondsUntilReset: number
  /** When the limit is full again, in seconds since 1970. */
  readonly resetsAfter: number
}

/**
 * Reads a `RateLimit` header: `"name";r=<remaining>;t=<seconds>`, separated by commas. Malformed items are left out.
 */
export function readRateLimits(header: string | null, now: number): readonly RateLimitInfo[] {
  return (header ?? '').split(',').flatMap((item) => {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim())
    const values = new Map(parameters.map((part) => part.split('=') as [string, string | undefined]))
    const [remainingUnits, secondsUntilReset] = [wholeNumber(values.get('r')), wholeNumber(values.get('t'))]
    if (remainingUnits === undefined || secondsUntilReset === undefined) return []
    return [
      {
        name: name.replace(/^"(.*)"$/, '$1'),
        remainingUnits,
        secondsUntilReset,
        resetsAfter: Math.ceil(now / 1000) + secondsUntilReset,
      },
    ]
  })
}

/** How many milliseconds the server asks to wait: by `Retry-After`, and by every limit that is used up. */
export function askedWait(headers: Headers, now: number): number {
  const spent = readRateLimits(headers.get('ratelimit'), now).filter(({ remainingUnits }) => remainingUnits === 0)
  return Math.max(retryAfter(headers.get('retry-after'), now), ...spent.map((limit) => limit.secondsUntilReset * 1000))
}

/** Seconds, or a date (RFC 9110 §10.2.3). */
function retryAfter(header: string | null, now: number): number {
  if (header === null) return 0
  const seconds = wholeNumber(header.trim())
  if (seconds !== undefined) return seconds * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? 0 : Math.max(0, date - now)
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}
