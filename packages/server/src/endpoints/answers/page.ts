import type { FastifyReply } from 'fastify'
import { type Html, html } from './html.ts'

export { type Html, html } from './html.ts'

/** Who is asking, as shown above the card: the project, and the host to compare with the address bar. */
export interface Brand {
  readonly name: string
  readonly host: string
}

export interface Page {
  readonly title: string
  readonly brand: Brand
  /** The inside of the card, beginning with its `h1`. */
  readonly card: Html
  /** Origins, or schemes of native apps, beside our own to which a form on this page may lead by way of a redirect. */
  readonly formTargets?: readonly string[]
  /** Files among our assets; a page without has a policy that allows no script at all. */
  readonly scripts?: readonly string[]
}

/** A person gets a page: what went wrong, what to do next, and a trace id to quote. */
export class PageError extends Error {
  override readonly name = 'PageError'
  readonly status: number
  readonly heading: string
  readonly headers: Readonly<Record<string, string>>
  readonly brand: Brand | undefined

  constructor(
    status: number,
    heading: string,
    sentence: string,
    options: {
      readonly headers?: Readonly<Record<string, string>>
      readonly brand?: Brand
    } = {},
  ) {
    super(sentence)
    this.status = status
    this.heading = heading
    this.headers = options.headers ?? {}
    this.brand = options.brand
  }
}

/** The document around a card. */
export function page({ title, brand, card, scripts = [] }: Page): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${brand.name}</title>
<link rel="stylesheet" href="/assets/page.css">
<link rel="icon" href="/assets/mark.svg" type="image/svg+xml">
${scripts.map(
  (name) => html`<script src="/assets/${name}" defer></script>
`,
)}</head>
<body>
<main>
<div class="brand"><img src="/assets/mark.svg" alt="" width="36" height="36"><p><strong>${brand.name}</strong>${brand.host}</p></div>
<div class="card">
${card}
</div>
</main>
</body>
</html>
`
}

export function sendPage(reply: FastifyReply, status: number, content: Page): FastifyReply {
  const scriptSource = (content.scripts ?? []).length > 0 ? "; script-src 'self'" : ''
  const formAction = ["'self'", ...(content.formTargets ?? [])].join(' ')
  return reply
    .code(status)
    .headers({
      'Content-Security-Policy': `default-src 'none'; style-src 'self'; img-src 'self'${scriptSource}; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
    })
    .type('text/html; charset=utf-8')
    .send(page(content).toString())
}

export function renderPageError(reply: FastifyReply, error: PageError): FastifyReply {
  const trace = html`<p class="hint">If you ask for help, quote <code>${reply.request.id}</code>.</p>`
  return sendPage(reply.headers(error.headers), error.status, {
    title: error.heading,
    brand: error.brand ?? { name: 'Damson', host: reply.request.host },
    card: html`<h1>${error.heading}</h1><p class="lead">${error.message}</p>${trace}`,
  })
}
