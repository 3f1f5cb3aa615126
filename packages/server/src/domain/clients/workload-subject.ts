const LONGEST = 500
/** With fewer, any account at a shared issuer could match, such as every repository of a code host. */
const FEWEST_WHOLE_SEGMENTS = 2
const BETWEEN = /([:/])/

/**
 * What is wrong with a subject, or a pattern of subjects, as a sentence; undefined if it can be used. An asterisk matches
 * one whole segment between colons and slashes; at the end it matches one or more.
 */
export function subjectProblem(pattern: string): string | undefined {
  if (pattern === '' || pattern.length > LONGEST || pattern.trim() !== pattern)
    return `a subject is a text of 1 to ${LONGEST} characters, without white space around it`
  const segments = segmentsOf(pattern)
  const firstWild = segments.findIndex((segment) => segment.includes('*'))
  if (firstWild < 0) return undefined
  if (segments.some((segment) => segment.includes('*') && segment !== '*'))
    return (
      'an asterisk is a whole segment between colons or slashes: ' +
      '"repo:acme/lab:ref:refs/heads/*", and not "refs/heads/rel*"'
    )
  return firstWild < FEWEST_WHOLE_SEGMENTS || segments.slice(0, firstWild).includes('')
    ? `before an asterisk there are ${FEWEST_WHOLE_SEGMENTS} segments or more in full, such as "repo:acme/*": ` +
        'less would let in strangers'
    : undefined
}

/** Whether a subject equals the configured one, or matches its pattern. The whole text is compared, case-sensitively. */
export function matchesSubject(pattern: string, subject: string): boolean {
  const [wanted, given] = [pattern.split(BETWEEN), subject.split(BETWEEN)]
  const last = wanted.length - 1
  const isOpen = wanted[last] === '*'
  if (isOpen ? given.length < wanted.length : given.length !== wanted.length) return false
  // An empty segment, or a literal asterisk, isn't a name.
  const rest = isOpen ? given.slice(last) : []
  if (rest.some((part, index) => index % 2 === 0 && part === '')) return false
  return wanted.every((part, index) =>
    isOpen && index === last ? true : part === '*' ? given[index] !== '' : part === given[index],
  )
}

function segmentsOf(text: string): readonly string[] {
  return text.split(/[:/]/)
}
