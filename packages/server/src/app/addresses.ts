import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Issuer, Issuers } from '#domain/projects'
import type { Arrivals } from './arrivals.ts'

/** The requests that came to a project's address. All others came to the server's own. */
type Addressed = WeakMap<IncomingMessage, Issuer>

/**
 * A whole URL as the request's target (RFC 9112 §3.2.2), so that all code that looks at the path sees what the router
 * saw.
 */
const ORIGIN = /^https?:\/\/[^/?#]*\/?/i
const PATH = /^[^?#]*/
/** Letters, digits, `-`, `.`, `_` and `~`, which mean the same with or without percent-encoding (RFC 3986 §6.2.2.2). */
const UNRESERVED = /%(?:2[de]|3\d|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])/gi
const OF_PROJECT = /^\/projects\/([^/?#]+)(\/.*)$/
/**
 * The metadata of an issuer, or resource, with a path: the well-known part comes before that path (RFC 8414 §3.1, RFC
 * 9728 §3.1).
 */
const METADATA = 'oauth-authorization-server|openid-configuration|oauth-protected-resource'
const METADATA_OF_PROJECT = new RegExp(
  String.raw`^(/\.well-known/(?:${METADATA}))/projects/([^/?#]+)(?:/(?=[?#]|$))?(.*)$`,
)

/** Before a path that is not served where it was asked for: no route has it. */
const NOWHERE = '/nowhere'

export interface Addresses {
  /**
   * The path to route: a project's address has the same routes as the server's own. The router decodes a path. Here each
   * path gets one spelling, so that all code that judges it (CORS, limits, traces) judges the routed path. A path that is
   * not served at the door that the request came in by becomes an unknown one, as does one that is spelt twice.
   */
  readonly rewriteUrl: (raw: IncomingMessage) => string
  /** Gives each request its `issuer`. */
  attach(http: FastifyInstance): void
  /** The server itself answers a request that cannot be routed at all. Fastify decorates no such request. */
  atRoot(request: FastifyRequest): FastifyRequest
  /**
   * Refuses a request to an unknown project's address, or to no route there, before its body is read. After CORS, so that
   * web pages can read the refusal.
   */
  guard(http: FastifyInstance): void
}

/** Every route, at each project's address too. */
export function createAddresses(issuers: Issuers, arrivals: Arrivals): Addresses {
  const addressed: Addressed = new WeakMap()
  return {
    rewriteUrl(raw) {
      const url = entered(raw, routed(raw))
      return arrivals.isServed(raw, url) && !isSpeltTwice(url) ? url : `${NOWHERE}${url}`
    },
    attach(http) {
      http.decorateRequest('issuer', {
        getter() {
          return addressed.get(this.raw) ?? issuers.root
        },
      })
    },
    atRoot: (request) => Object.defineProperty(request, 'issuer', { value: issuers.root }),
    guard(http) {
      http.addHook('onRequest', (request, _reply, done) => {
        // The path was judged before; here the route is, in case that a router ever reads a path otherwise.
        if (request.is404 || !arrivals.isServed(request.raw, request.routeOptions.url ?? ''))
          return done(unserved(request))
        if (!addressed.has(request.raw)) return done()
        issuers.isServed(request.issuer).then((isServed) => done(isServed ? undefined : unserved(request)), done)
      })
    },
  }

  /** The path of a route, without the address of a project. */
  function routed(raw: IncomingMessage): string {
    const url = (raw.url ?? '/').replace(ORIGIN, '/').replace(PATH, decodeUnreserved)
    const [, project, rest = ''] = OF_PROJECT.exec(url) ?? []
    if (project !== undefined) return at(raw, project, rest)
    const [, metadata = '', owner, more = ''] = METADATA_OF_PROJECT.exec(url) ?? []
    return owner === undefined ? url : at(raw, owner, `${metadata}${more}`)
  }

  /** The first page at the address for administrators is the console. */
  function entered(raw: IncomingMessage, url: string): string {
    return arrivals.areApart && url === '/' && arrivals.doorOf(raw) === 'administrators' ? '/console' : url
  }

  /** The server itself sends the refusal: nothing is served at that address, not even a style sheet. */
  function unserved({ raw }: FastifyRequest): Error {
    addressed.delete(raw)
    return nothingHere()
  }

  function at(raw: IncomingMessage, project: string, url: string): string {
    addressed.set(raw, issuers.of(project))
    return url
  }
}

function decodeUnreserved(path: string): string {
  return path.replace(UNRESERVED, decodeURIComponent)
}

/** `%%36%31` has become `%61`, which the router would read as `a`. No program spells a path like that. */
function isSpeltTwice(url: string): boolean {
  return (PATH.exec(url)?.[0] ?? '').search(UNRESERVED) !== -1
}

/** One answer for an unknown route, and for a project that is unknown or inactive. */
export function nothingHere(): Error {
  return Object.assign(new Error('nothing here'), { statusCode: 404 })
}
