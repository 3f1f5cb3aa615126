const USUAL_SECONDS = 300
const LONGEST_SECONDS = 86_400

/** How long a document may be cached: as Cache-Control says (SMART App Launch), but at most a day. */
export function freshSeconds(cacheControl: string | undefined): number {
  const directives = (cacheControl ?? '')
    .toLowerCase()
    .split(',')
    .map((text) => text.trim())
  if (directives.some((directive) => directive === 'no-store' || /^no-cache\b/.test(directive))) return 0
  const age = directives.map((directive) => /^max-age="?(\d{1,12})"?$/.exec(directive)?.[1]).find(Boolean)
  return age === undefined ? USUAL_SECONDS : Math.min(Number(age), LONGEST_SECONDS)
}
