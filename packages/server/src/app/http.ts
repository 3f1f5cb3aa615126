import type { Server } from 'node:http'
import { JsonRefused, parseJson } from '@damson/fhir'
import cookie from '@fastify/cookie'
import fastify, { type FastifyInstance } from 'fastify'
import helmet from 'helmet'
import {
  type AnswerShape,
  badRequest,
  jsonRefused,
  outcome,
  queryOf,
  shapeOf,
  TRACE_HEADER,
  tooManyParameters,
} from '#answers'
import { told } from '#base/findings'
import { hasTooManyPairs, type RequestLimits, readAddressRange, SMALL_JSON, trustsAddress } from '#base/http'
import type { Log } from '#base/log'
import { uuid } from '#base/random'
import { refuseUnlessVisit, renderFailure } from '#pages'
import type { Config } from '../config.ts'
import { type Addresses, nothingHere } from './addresses.ts'
import type { Arrivals } from './arrivals.ts'
import { createInvitations } from './continue.ts'
import { limitsOf } from './limits.ts'
import { refuseUnreadable } from './refused-on-the-wire.ts'
import { createServers } from './server.ts'

/** A route as it was mounted. */
export interface RoutedEndpoint {
  readonly method: string
  readonly url: string
  /** The limits of a request to it. */
  readonly limits: RequestLimits
  /** The shape of its refusals, where the route names one. */
  readonly answers: AnswerShape | undefined
}

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly limits?: RequestLimits
  }
}

const LONGEST_PARAMETER = 500
const JSON_TYPES = ['application/json', 'application/fhir+json', 'application/json-patch+json']

/** What answers requests, and the routes that it has. */
export interface Http {
  readonly http: FastifyInstance
  readonly routes: readonly RoutedEndpoint[]
  /** What listens for administrators, where they have an address of their own. It has the same routes. */
  readonly adminServer: Server | undefined
}

/** The HTTP server: trusted proxies, body parsing, and the headers of every answer. */
export async function createHttp(config: Config, log: Log, addresses: Addresses, arrivals: Arrivals): Promise<Http> {
  const failures = { log }
  const ranges = config.server.trustedProxies.map(readAddressRange).filter((range) => range !== undefined)
  const isProxy = (address: string): boolean => trustsAddress(address, ranges)
  const invitations = createInvitations()
  const serverFor = createServers({ settings: config.http, isProxy, invitations })
  const http = fastify({
    logger: false,
    genReqId: uuid,
    trustProxy: ranges.length === 0 ? false : isProxy,
    bodyLimit: limitsOf('', config.server.bodyLimitBytes).bodyBytes,
    serverFactory: (answer) => serverFor(arrivals.by('public', answer)),
    forceCloseConnections: 'idle',
    // A path that cannot be routed at all gets an error in our format too.
    frameworkErrors: (error, request, reply) => void renderFailure(failures, error, addresses.atRoot(request), reply),
    clientErrorHandler: refuseUnreadable,
    rewriteUrl: addresses.rewriteUrl,
    routerOptions: { maxParamLength: LONGEST_PARAMETER, ignoreTrailingSlash: false, caseSensitive: true },
  })
  addresses.attach(http)
  http.decorateRequest('traceNotes', null)
  const routes: RoutedEndpoint[] = []
  http.addHook('onRoute', (route) => {
    const { method, url } = route
    const limits = limitsOf(url, config.server.bodyLimitBytes)
    route.bodyLimit = limits.bodyBytes
    route.config = { ...route.config, limits }
    const { answers } = route.config
    for (const name of [method].flat()) routes.push({ method: name, url, limits, answers })
  })
  http.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    log.debug('request.answered', {
      traceId: request.id,
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    })
    done()
  })
  readBodies(http)
  protectBrowsers(http, config.baseUrl.startsWith('https://'))
  refuseControlCharacters(http)
  refuseManyParameters(http)
  refuseAmbiguousHeaders(http)
  keepOutOfCaches(http)
  showPagesToVisitors(http)
  nameRefusals(http)
  closeWithLastAnswers(http)
  invitations.hook(http)
  http.setErrorHandler((error, request, reply) => renderFailure(failures, error, request, reply))
  http.setNotFoundHandler((request, reply) => renderFailure(failures, nothingHere(), request, reply))
  await http.register(cookie)
  return { http, routes, adminServer: arrivals.areApart ? adminServerOf(http) : undefined }

  function adminServerOf({ routing }: FastifyInstance): Server {
    return serverFor(arrivals.by('administrators', routing)).on('clientError', refuseUnreadable)
  }
}

/** Security headers. Uses `helmet` itself, because its Fastify plugin computes all of them again for each request. */
function protectBrowsers(http: FastifyInstance, isHttps: boolean): void {
  const setHeaders = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    crossOriginResourcePolicy: false,
    // Apps that sign people in through a popup get its messages through `window.opener`.
    crossOriginOpenerPolicy: false,
    hsts: isHttps ? { maxAge: 31_536_000 } : false,
  })
  http.addHook('onRequest', (request, reply, done) => {
    setHeaders(request.raw, reply.raw, (error?: unknown) => done(error instanceof Error ? error : undefined))
  })
}

/** JSON with our own parser, forms as text for handlers that count the fields, everything else as bytes. */
function readBodies(http: FastifyInstance): void {
  http.removeAllContentTypeParsers()
  http.addContentTypeParser(JSON_TYPES, { parseAs: 'string' }, (request, text, done) => {
    if (text === '') return done(null, undefined)
    try {
      done(null, parseJson(String(text), request.routeOptions.config.limits?.json ?? SMALL_JSON))
    } catch (error) {
      done(error instanceof JsonRefused ? jsonRefused(error) : asError(error))
    }
  })
  http.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, text, done) =>
    hasTooManyPairs(String(text)) ? done(tooManyParameters('form')) : done(null, text),
  )
  http.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, bytes, done) => done(null, bytes))
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('a body could not be read')
}

/** Refuses NUL in a path, raw or encoded: the store cannot hold it, and code that cuts text at a NUL is easily misled. */
function refuseControlCharacters(http: FastifyInstance): void {
  http.addHook('onRequest', (request, _reply, done) => {
    if (/%00|\0/.test(request.url))
      return done(badRequest('The address must not contain NUL.', undefined, 'nul_in_address'))
    done()
  })
}

/** Counts the pairs of queries and forms before anything is decoded, so that code that compares pairs stays fast. */
function refuseManyParameters(http: FastifyInstance): void {
  http.addHook('onRequest', (request, _reply, done) => {
    done(hasTooManyPairs(queryOf(request)) ? tooManyParameters('query') : undefined)
  })
}

const ONCE: ReadonlySet<string> = new Set(['host', 'authorization', 'content-type', 'content-encoding'])

/**
 * Node takes the first of two such headers; a proxy in front may have checked the other, and let through what it should
 * stop.
 */
function refuseAmbiguousHeaders(http: FastifyInstance): void {
  http.addHook('onRequest', (request, _reply, done) => {
    const names = request.raw.rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase())
    const repeated = names.find((name, at) => ONCE.has(name) && names.indexOf(name) < at)
    if (repeated !== undefined)
      return done(badRequest(told`Send the header ${repeated} once.`, undefined, 'repeated_header'))
    if ((request.headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity')
      return done(
        outcome(415, 'not-supported', 'Send the body without Content-Encoding.', { reason: 'content_encoding' }),
      )
    done()
  })
}

/** By default only the caller may keep an answer; an answer that anyone may cache says so itself. */
function keepOutOfCaches(http: FastifyInstance): void {
  http.addHook('onRequest', (_request, reply, done) => {
    reply.header('Cache-Control', 'no-store')
    done()
  })
}

/** Pages act on the visitor's cookies, so only a browser's window or frame may load them, and no script. */
function showPagesToVisitors(http: FastifyInstance): void {
  http.addHook('onRequest', (request, _reply, done) => {
    if (shapeOf(request) === 'page' && request.method !== 'POST') refuseUnlessVisit(request)
    done()
  })
}

/** Adds the trace id to every refusal, even if its body has no field for it. */
function nameRefusals(http: FastifyInstance): void {
  http.addHook('onSend', (request, reply, _payload, done) => {
    if (reply.statusCode >= 400) reply.header(TRACE_HEADER, request.id)
    done()
  })
}

/** While the server stops, each answer closes its connection, so that no further request arrives on one about to go. */
function closeWithLastAnswers(http: FastifyInstance): void {
  let isStopping = false
  http.addHook('preClose', (done) => {
    isStopping = true
    done()
  })
  http.addHook('onSend', (_request, reply, _payload, done) => {
    if (isStopping) reply.header('Connection', 'close')
    done()
  })
}
