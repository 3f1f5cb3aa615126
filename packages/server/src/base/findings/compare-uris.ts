/**
 * How an address in a request differs from the most similar registered one. Repeats only a port and the parts that both
 * share, because an address can contain secrets.
 */
interface UriDifference {
  /** The registered address; undefined if none is similar. */
  readonly registered: string | undefined
  /** "by a trailing slash", "in its port (3001 instead of 3000)". */
  readonly words: string
}

/** Undefined when it equals one of them. */
export function compareUris(registered: readonly string[], given: string): UriDifference | undefined {
  if (registered.includes(given)) return undefined
  const whole = wholly(registered, given)
  if (whole !== undefined) return whole
  const theirs = partsOf(given)
  const [best] = registered
    .map((uri) => ({ uri, ours: partsOf(uri) }))
    .map(({ uri, ours }) => ({ uri, ours, names: differing(ours, theirs) }))
    .toSorted(
      (a, b) =>
        a.names.length - b.names.length ||
        shared(b.uri, given) - shared(a.uri, given) ||
        Math.abs(a.uri.length - given.length) - Math.abs(b.uri.length - given.length),
    )
  if (best === undefined || !resembles(best.ours, theirs, best.names))
    return { registered: undefined, words: 'in most of its parts' }
  const words = best.names.map((name) => DESCRIBE[name](best.ours[name], theirs[name]))
  return { registered: best.uri, words: inOneSentence(words) }
}

interface Parts {
  readonly scheme: string
  readonly user: string
  readonly host: string
  readonly port: string
  readonly path: string
  readonly query: string
  readonly fragment: string
}

const NAMES: readonly (keyof Parts)[] = ['scheme', 'user', 'host', 'port', 'path', 'query', 'fragment']
/** RFC 3986, appendix B, with the authority taken apart; query and fragment keep their marks. */
const WHOLE = /^(?:([^:/?#]+):)?(?:\/\/(?:([^/?#@]*)@)?(\[[^\]/?#]*\]|[^/?#:]*)(:[^/?#]*)?)?([^?#]*)(\?[^#]*)?(#.*)?$/s

function partsOf(uri: string): Parts {
  const [, scheme = '', user = '', host = '', port = '', path = '', query = '', fragment = ''] = WHOLE.exec(uri) ?? []
  return { scheme, user, host, port, path, query, fragment }
}

function differing(ours: Parts, theirs: Parts): readonly (keyof Parts)[] {
  return NAMES.filter((name) => ours[name] !== theirs[name])
}

function resembles(ours: Parts, theirs: Parts, names: readonly (keyof Parts)[]): boolean {
  const isHostAlike = ours.host.toLowerCase() === theirs.host.toLowerCase()
  const ending = shared(backwards(ours.host), backwards(theirs.host))
  return names.length <= 2 || (isHostAlike && ours.host !== '') || ending > '.example'.length
}

function backwards(text: string): string {
  return text.split('').toReversed().join('')
}

function shared(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length += 1
  return length
}

/** What is wrong with the text as a whole, not with one part. */
function wholly(registered: readonly string[], given: string): UriDifference | undefined {
  const isOneOf = (text: string | undefined): string | undefined => registered.find((uri) => uri === text)
  const trimmed = isOneOf(given.trim())
  if (trimmed !== undefined) return { registered: trimmed, words: 'by white space around it' }
  const quoted = isOneOf(/^(["'<])(.*)["'>]$/s.exec(given)?.[2])
  if (quoted !== undefined) return { registered: quoted, words: 'by quotes around it' }
  const decoded = isOneOf(decodedOnce(given))
  return decoded !== undefined && !given.includes('://')
    ? { registered: decoded, words: 'in its encoding: it is percent-encoded once too often' }
    : undefined
}

function decodedOnce(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

type Describe = (ours: string, theirs: string) => string

const sameButCase: Describe = (ours, theirs) => (ours.toLowerCase() === theirs.toLowerCase() ? 'yes' : '')
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

const DESCRIBE: Readonly<Record<keyof Parts, Describe>> = {
  scheme(ours, theirs) {
    if (theirs === '') return 'in that it is not absolute: it begins without a scheme'
    if (sameButCase(ours, theirs)) return 'in the case of its scheme, which is written in small letters'
    return ['http', 'https'].includes(theirs)
      ? `in its scheme (${theirs} instead of ${ours})`
      : `in its scheme, which should be ${ours}`
  },
  user: (ours) => (ours === '' ? 'by a user name before its host' : 'by the user name before its host'),
  host(ours, theirs) {
    if (sameButCase(ours, theirs)) return 'in the case of its host: one of the two has capital letters'
    if (LOOPBACK.has(ours) && LOOPBACK.has(theirs)) return `in its host (${theirs} instead of ${ours})`
    if (theirs === `www.${ours}`) return 'in its host, which has www. in front'
    if (`www.${theirs}` === ours) return 'in its host, which lacks the www. in front'
    return `in its host, which should be ${ours === '' ? 'left out' : ours}`
  },
  port(ours, theirs) {
    const [registered, sent] = [ours.slice(1), /^:\d{1,5}$/.test(theirs) ? theirs.slice(1) : 'another']
    if (theirs === '') return `in its port (none instead of ${registered})`
    return `in its port (${sent} instead of ${registered === '' ? 'none' : registered})`
  },
  path(ours, theirs) {
    if (theirs === `${ours}/`) return 'by a trailing slash that was added'
    if (`${theirs}/` === ours) return 'by a trailing slash that was left out'
    if (sameButCase(ours, theirs)) return 'in the case of its path: capital and small letters count'
    if (theirs.replace(/\/{2,}/g, '/') === ours) return 'by a doubled slash in its path'
    if (isEncodedAlike(ours, theirs)) return 'in how its path is percent-encoded'
    if (theirs.startsWith(ours) && ours !== '') return `in its path, which goes on after ${ours}`
    return `in its path, which should be ${ours === '' ? 'empty' : ours}`
  },
  query(ours, theirs) {
    if (ours === '') return 'by a query that was added'
    if (theirs === '') return 'by a query that was left out'
    if (isEncodedAlike(ours, theirs)) return 'in how its query is percent-encoded'
    return sortedQuery(ours) === sortedQuery(theirs) ? 'in the order of its query' : 'in its query'
  },
  fragment: () => 'by a fragment (#…), which no such address may have',
}

function isEncodedAlike(ours: string, theirs: string): boolean {
  const [one, other] = [decodedOnce(ours), decodedOnce(theirs)]
  return one !== undefined && other !== undefined && (one === other || decodedOnce(other) === one)
}

function sortedQuery(query: string): string {
  return query.slice(1).split('&').toSorted().join('&')
}

function inOneSentence(words: readonly string[]): string {
  const [last = '', ...before] = words.toReversed()
  return before.length === 0 ? last : `${before.toReversed().join(', ')} and ${last}`
}
