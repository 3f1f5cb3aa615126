import type { IncomingMessage } from 'node:http'

/** What the legacy app may ask for: searching patients, and reading one. */
export interface Passage {
  /** `Patient`, or `Patient` and an id. */
  readonly path: readonly [string, ...string[]]
  readonly query: URLSearchParams
}

/** Why a request stays outside. */
export interface Refusal {
  readonly status: 400 | 403 | 404 | 405
  readonly code: 'invalid' | 'forbidden' | 'not-found' | 'not-supported'
  readonly text: string
}

const PATH = /^\/Patient(?:\/([A-Za-z0-9][A-Za-z0-9.-]{0,63}))?$/
const PARAMETERS = ['_id', 'birthdate', 'family', 'gender', 'given', 'identifier', 'name', '_count', '_cursor', '_sort']

/**
 * Decides what passes. Anything not listed here does not: the proxy lends its rights to every caller, so it lends as
 * few of them as it can. Of the request nothing else goes on, no header and no body: the one that leaves is a new one.
 */
export function passageOf(request: IncomingMessage, hosts: readonly string[]): Passage | Refusal {
  const { host = '', origin, 'sec-fetch-site': site, 'content-length': length = '0' } = request.headers
  // A web page elsewhere can make the browser of this machine ask, and point a name of its own at 127.0.0.1.
  if (!hosts.includes(host) || origin !== undefined || site !== undefined)
    return refused(403, 'forbidden', `This proxy is for the legacy app alone, not for browsers: ask ${hosts[0]}.`)
  if (request.method !== 'GET') return refused(405, 'not-supported', 'This proxy only reads: use GET.')
  if (length !== '0' || request.headers['transfer-encoding'] !== undefined)
    return refused(400, 'invalid', 'A GET has no body: leave it out.')
  const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s)
  const id = PATH.exec(path)
  if (id === null) return refused(404, 'not-found', 'This proxy knows /Patient and /Patient/{id}, nothing else.')
  if (id[1] !== undefined) {
    return query === ''
      ? { path: ['Patient', id[1]], query: new URLSearchParams() }
      : refused(400, 'invalid', 'Reading a patient takes no parameters: leave them out.')
  }
  const parameters = new URLSearchParams(query)
  const unknown = [...parameters.keys()].find((name) => !PARAMETERS.includes(name.split(':')[0] ?? ''))
  return unknown === undefined
    ? { path: ['Patient'], query: parameters }
    : refused(400, 'invalid', `This proxy searches by ${PARAMETERS.join(', ')}, not by ${unknown}.`)
}

function refused(status: Refusal['status'], code: Refusal['code'], text: string): Refusal {
  return { status, code, text }
}
