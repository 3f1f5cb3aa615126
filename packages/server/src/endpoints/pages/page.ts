import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Html, html } from '#base/html'
import { languages, type MessageKey } from '#base/language'
import { numberOfTrace } from '#domain/traces'
import { TIME_SCRIPT } from './time-left.ts'
import { uiLocalesOf, type Value, type Words, wordsOf } from './words.ts'

export { type Html, html } from '#base/html'

/** The brand above the card: the project, and the host to compare with the address bar. */
export interface Brand {
  readonly name: string
  readonly host: string
  /** The addresses of the project's accent and logo, and its notice to everyone, such as a legal warning. */
  readonly sheet?: string
  readonly logo?: string
  readonly notice?: string
  /** The project signs people in by an e-mail alone. */
  readonly signsInByMail?: true
  /** The project signs some people in by a text message. */
  readonly signsInByText?: true
  /** People may register there as new patients. */
  readonly takesPatients?: true
  /** Staff give patients codes that open their record. */
  readonly takesCodes?: true
  /** Its administrators connect devices by their codes. */
  readonly connectsDevices?: true
}

export interface Page {
  readonly title: string
  readonly brand: Brand
  /** The content of the card, beginning with its `h1`. */
  readonly card: Html
  /** Further origins, or schemes of native apps, that a form on this page may redirect to. */
  readonly formTargets?: readonly string[]
  /** Script files among our assets. Without any, the page's policy allows no scripts. */
  readonly scripts?: readonly string[]
  /** A path of ours that the scripts may ask. */
  readonly asks?: string
  /** A person is signed in, so the footer has a link to sign out. */
  readonly isSignedIn?: boolean
  /** Origins of pages in frames on this one. */
  readonly frames?: readonly string[]
  /** A path of ours that the browser goes to at once, by itself. */
  readonly onward?: string
  /** The address that shows this page again in another language. Left out: its own address. */
  readonly address?: string
}

type TopicIn<K> = K extends `${infer T}.heading` ? (`${T}.text` extends MessageKey ? T : never) : never
/** A heading and a sentence: `link.dead` for the texts `link.dead.heading` and `link.dead.text`. */
export type Topic = TopicIn<MessageKey>

/** An error that is shown as a page: what went wrong, what to do next, and a trace id. Translated when it is shown. */
export class PageError extends Error {
  override readonly name = 'PageError'
  readonly status: number
  readonly topic: Topic
  readonly values: Readonly<Record<string, Value>>
  readonly headers: Readonly<Record<string, string>>
  readonly brand: Brand | undefined
  /** What the app's developer sees, in development alone. */
  readonly more: Html | undefined

  constructor(
    status: number,
    topic: Topic,
    options: {
      readonly values?: Readonly<Record<string, Value>>
      readonly headers?: Readonly<Record<string, string>>
      readonly brand?: Brand
      readonly more?: Html | undefined
    } = {},
  ) {
    super(topic)
    this.status = status
    this.topic = topic
    this.values = options.values ?? {}
    this.headers = options.headers ?? {}
    this.brand = options.brand
    this.more = options.more
  }
}

/** The document around a card. */
function document(
  say: Words,
  { title, brand, card, onward, scripts = [], isSignedIn = false }: Page,
  address: string,
): Html {
  return html`<!doctype html>
<html lang="${say.language.tag}" dir="${say.language.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${brand.name}</title>${
    onward === undefined
      ? undefined
      : html`
<meta http-equiv="refresh" content="0;url=${onward}">`
  }
<link rel="stylesheet" href="/assets/page.css">${
    brand.sheet === undefined
      ? undefined
      : html`
<link rel="stylesheet" href="${brand.sheet}">`
  }
<link rel="icon" href="/assets/mark.svg" type="image/svg+xml">
${scripts.map(
  (name) => html`<script src="/assets/${name}" defer></script>
`,
)}</head>
<body>
<main>
<div class="brand"><img src="${brand.logo ?? '/assets/mark.svg'}" alt="" width="36" height="36">
<p><strong><bdi>${brand.name}</bdi></strong><bdi>${brand.host}</bdi></p></div>
<div class="card">
${card}
</div>
${brand.notice === undefined ? undefined : html`<p class="notice" dir="auto">${brand.notice}</p>`}
</main>
<footer>
${isSignedIn ? html`<p class="sign-out"><a href="/oauth2/logout">${say('signout.button')}</a></p>` : undefined}
${languageSwitch(say, address)}
</footer>
</body>
</html>
`
}

/** Our own links, forms, pictures and redirects, which pages write from the server's root. */
const OWN_ADDRESS = / ((?:href|src|action|formaction)="|content="0;url=)(\/(?!\/)[^"]*)"/g
/** Paths that have no language, keep another one, or set it themselves. */
const AS_IT_IS = /^\/(?:assets|signin\/language)\b|[?;]ui_locales=/

/** Rewrites our own addresses in the markup: below the issuer's path, and with the app's language. */
function asAsked(request: FastifyRequest, markup: string): string {
  const { path } = request.issuer
  const uiLocales = uiLocalesOf(request)
  if (path === '' && uiLocales === undefined) return markup
  // Percent-encoded, so that it cannot end the attribute.
  const language = uiLocales === undefined ? '' : new URLSearchParams({ ui_locales: uiLocales }).toString()
  return markup.replace(OWN_ADDRESS, (_, before: string, address: string) => {
    const more = language === '' || AS_IT_IS.test(address) ? '' : `${address.includes('?') ? '&amp;' : '?'}${language}`
    const [target = '', ...part] = address.split('#')
    return ` ${before}${path}${[`${target}${more}`, ...part].join('#')}"`
  })
}

/**
 * The languages by their own names. One press saves the choice and shows the page again. The page's address is base64url
 * encoded, so that a page that refuses a request does not repeat it.
 */
function languageSwitch(say: Words, address: string): Html {
  return html`<form class="languages" method="post" action="/signin/language" aria-label="${say.text('page.languages')}">
<input type="hidden" name="to" value="${Buffer.from(address).toString('base64url')}">
${languages.map(
  ({ tag, name }) => html`<button name="language" value="${tag}" lang="${tag}"${
    tag === say.language.tag ? html` aria-current="true"` : undefined
  }>${name}</button>
`,
)}</form>`
}

/** A scheme, or an origin with a plain host: it cannot end its directive and begin another. */
const SOURCE = /^(?:[a-z][a-z0-9+.-]*:|https?:\/\/[a-z0-9.-]+(?::\d+)?)$/

/** Leaves out addresses that were registered before hosts were checked. The browser then does not go there. */
function sourcesIn(origins: readonly string[] = []): readonly string[] {
  return origins.filter((origin) => SOURCE.test(origin))
}

/** A page that names a time has the script that tells it in the reader's own zone. */
function withZones(page: Page): Page {
  const { card, scripts = [] } = page
  const isTimed = !scripts.includes(TIME_SCRIPT) && card.toString().includes('<time ')
  return isTimed ? { ...page, scripts: [...scripts, TIME_SCRIPT] } : page
}

export function sendPage(reply: FastifyReply, status: number, shown: Page): FastifyReply {
  const say = wordsOf(reply.request)
  const { issuer } = reply.request
  const content = withZones(shown)
  // By file name, because the same origin also serves uploaded files.
  const scripts = (content.scripts ?? []).map((name) => `${issuer.url}assets/${name}`)
  const scriptSource = scripts.length > 0 ? `; script-src ${scripts.join(' ')}` : ''
  const askSource = content.asks === undefined ? '' : `; connect-src ${issuer.url}${content.asks.slice(1)}`
  const frames = sourcesIn(content.frames)
  const frameSource = frames.length > 0 ? `; frame-src ${frames.join(' ')}` : ''
  const formAction = ["'self'", ...sourcesIn(content.formTargets)].join(' ')
  // On every address: no script of another origin may read a page, not even from a registered origin.
  reply.removeHeader('Access-Control-Allow-Origin')
  reply.removeHeader('Access-Control-Allow-Credentials')
  return reply
    .code(status)
    .headers({
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Content-Security-Policy':
        `default-src 'none'; style-src 'self'; img-src 'self'${scriptSource}${askSource}${frameSource}; ` +
        `form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
      'Content-Language': say.language.tag,
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
    })
    .type('text/html; charset=utf-8')
    .send(asAsked(reply.request, document(say, content, content.address ?? reply.request.url).toString()))
}

/** The markup of a page that is shown elsewhere, such as in a preview. */
export function pageMarkup(say: Words, page: Page): string {
  return document(say, page, page.address ?? '/').toString()
}

const WAYS_ON = [
  ['link.dead', '/signin/forgot', 'link.dead.ask'],
  ['link.late', '/signin/forgot', 'link.dead.ask'],
  ['link.elsewhere', '/account', 'mail.button.account'],
  ['link.over', '/account', 'mail.button.account'],
  ['recovery.dead', '/signin/recover', 'recovery.start.heading'],
  ['activation.dead', '/account/activation', 'account.activation.link'],
] as const satisfies readonly (readonly [topic: Topic, address: string, words: MessageKey])[]

/** Where a dead link of an e-mail leads instead. */
function wayOn(say: Words, topic: Topic): Html | undefined {
  const way = WAYS_ON.find(([of]) => of === topic)
  return way && html`<p class="more"><a href="${way[1]}">${say(way[2])}</a></p>`
}

/** The number of the request's trace, for people who ask for help. */
export function numberToTell(say: Words, { id }: FastifyRequest): Html {
  return html`<p class="hint">${say('failure.trace', { trace: html`<code>${numberOfTrace(id)}</code>` })}</p>`
}

export function renderPageError(reply: FastifyReply, error: PageError): FastifyReply {
  const say = wordsOf(reply.request)
  const { title, card } = topicPage(say, error.topic, error.values)
  const home =
    error.topic === 'failure.missing' ? html`<p class="more"><a href="/">${say('home.link')}</a></p>` : undefined
  return sendPage(reply.headers(error.headers), error.status, {
    title,
    brand: error.brand ?? { name: 'Damson', host: reply.request.host },
    card: html`${card}${wayOn(say, error.topic)}${numberToTell(say, reply.request)}${error.more}${home}`,
  })
}

/** A card with a heading and a sentence. */
export function topicPage(
  say: Words,
  topic: Topic,
  values: Readonly<Record<string, Value>> = {},
): Pick<Page, 'title' | 'card'> {
  // The type cannot tell the parameters of a topic, so a missing parameter fails only when the page is shown.
  const heading = say.text(`${topic}.heading` as 'link.dead.heading')
  const text = (say as (key: MessageKey, values: Readonly<Record<string, Value>>) => Html)(`${topic}.text`, values)
  return { title: heading, card: html`<h1>${heading}</h1><p class="lead">${text}</p>` }
}
