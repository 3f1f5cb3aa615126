/**
 * Owns: `/console/`, the page on which administrators work, at the server's own address and at each project's, and the
 * files that it loads. Does not own: what the console does (`packages/console`), which speaks to the public API alone and
 * has no right that its person lacks. Used by: only `app/mount.ts`.
 */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { answersWith, notFound, queryOf } from '#answers'
import type { Inbox } from '#base/mail'
import { CONSOLE_CLIENT, consoleAddress } from '#domain/clients'
import type { Issuer, Issuers } from '#domain/projects'
import { IN_CONSOLE_WINDOW, PageError, wordsOf } from '#pages'
import { type Asset, codingFor, readBundle } from './bundle.ts'
import { consolePage } from './console-page.ts'

export { describedConsole } from './described.ts'

export interface ConsoleDeps {
  /** Where the built console lies. */
  readonly consoleFolder: URL
  readonly issuers: Issuers
  /** Undefined: this server sends e-mails. */
  readonly inbox: Inbox | undefined
}

/** The path of the console in the browser. */
const pathOf = (issuer: Issuer): string => new URL(consoleAddress(issuer)).pathname

/** Where the build says that its files are. They are the same at every address, so that a browser keeps them once. */
const BUILT_ASSETS = /(["'])(?:\/console|\.)\/assets\//g

export function registerConsole(app: FastifyInstance, { consoleFolder, issuers, inbox }: ConsoleDeps): void {
  const bundle = readBundle(consoleFolder)
  const template = bundle?.template.replace(
    BUILT_ASSETS,
    (_, quote: string) => `${quote}${pathOf(issuers.root)}assets/`,
  )

  app.get('/console', answersWith('page'), async (request, reply) => {
    const query = queryOf(request)
    return reply.redirect(`${pathOf(request.issuer)}${query === '' ? '' : `?${query}`}`)
  })

  // Every other address is a view of the console, which reads it in the browser.
  app.get('/console/*', answersWith('page'), async (request, reply) => {
    if (template === undefined) throw new PageError(503, 'console.unbuilt')
    const { issuer } = request
    const { language } = wordsOf(request)
    const { html, contentSecurityPolicy } = consolePage(
      template,
      {
        baseUrl: issuer.url,
        adminUrl: issuer.adminUrl,
        basePath: pathOf(issuer),
        clientId: CONSOLE_CLIENT,
        language: language.tag,
        projectId: issuer.project ?? null,
        inboxUrl: inbox && `${issuers.root.url}dev/inbox`,
      },
      language.direction,
    )
    return reply
      .headers({
        'Content-Security-Policy': contentSecurityPolicy,
        'Content-Language': language.tag,
        'Cross-Origin-Resource-Policy': 'same-origin',
        ...IN_CONSOLE_WINDOW,
        // A code is in the address after a sign-in.
        'Referrer-Policy': 'no-referrer',
        'X-Frame-Options': 'DENY',
      })
      .type('text/html; charset=utf-8')
      .send(html)
  })

  app.get<{ Params: { '*': string } }>('/console/assets/*', answersWith('outcome'), async (request, reply) => {
    const asset = bundle?.assets.get(request.params['*'])
    if (asset === undefined) throw notFound()
    return sendAsset(reply, asset)
  })
}

/** A file whose name changes with its content. */
function sendAsset(reply: FastifyReply, asset: Asset): FastifyReply {
  const coding = codingFor(asset, reply.request.headers['accept-encoding'])
  if (coding !== undefined) reply.header('Content-Encoding', coding)
  return reply
    .headers({
      'Cache-Control': 'public, max-age=31536000, immutable',
      'Cross-Origin-Resource-Policy': 'same-origin',
      Vary: 'Accept-Encoding',
    })
    .type(asset.type)
    .send((coding !== undefined && asset.packed.get(coding)) || asset.plain)
}
