import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { Person } from './clinic.ts'

/** A page as a browser without scripts has it when nothing sends it on any more. */
export interface PlainPage {
  readonly url: URL
  readonly status: number
  readonly text: string
  /** The addresses that the browser was sent through, this one last. */
  readonly through: readonly string[]
  /** Sends the first form of the page that has all these fields, with what else is in it. */
  submit(fields: Readonly<Record<string, string>>): Promise<PlainPage>
}

/**
 * A browser without scripts: it keeps cookies for each host, whatever the port, as browsers do, and goes where it is sent on
 * this machine. An address elsewhere is a page with status 0, which nobody was asked for.
 */
export interface PlainBrowser {
  open(url: string): Promise<PlainPage>
  /** As a script of the page at `from` does: it is not sent on. */
  call(url: string, request: ScriptRequest): Promise<Answer>
}

/** An answer to a script. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface ScriptRequest {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly from: string
  readonly json?: unknown
}

const MOST_REDIRECTS = 20

export function createPlainBrowser(): PlainBrowser {
  const jars = new Map<string, Map<string, string>>()
  const jarOf = (url: URL): Map<string, string> => {
    const jar = jars.get(url.hostname) ?? new Map<string, string>()
    jars.set(url.hostname, jar)
    return jar
  }

  async function send(url: URL, request: Request): Promise<Answer> {
    const jar = jarOf(url)
    const cookie = [...jar].map((pair) => pair.join('=')).join('; ')
    const answer = await exchange(url, {
      ...request,
      headers: { ...request.headers, ...(cookie !== '' && { Cookie: cookie }) },
    })
    for (const set of answer.headers['set-cookie'] ?? []) keep(jar, set)
    return answer
  }

  async function visit(to: string, request: Request, through: readonly string[] = []): Promise<PlainPage> {
    const url = new URL(to)
    if (url.hostname !== 'localhost') return page(url, 0, '', [...through, url.href])
    const { status, headers, text } = await send(url, { ...request, headers: { ...NAVIGATION, ...request.headers } })
    const visited = [...through, url.href]
    const { location } = headers
    if (status < 300 || status >= 400 || location === undefined) return page(url, status, text, visited)
    if (visited.length > MOST_REDIRECTS) throw new Error(`sent round in circles: ${visited.join('\n')}`)
    return visit(new URL(location, url).href, status === 307 || status === 308 ? request : GET, visited)
  }

  function page(url: URL, status: number, text: string, through: readonly string[]): PlainPage {
    return {
      url,
      status,
      text,
      through,
      submit(fields) {
        const form = formsIn(text).find((one) => Object.keys(fields).every((name) => one.names.has(name)))
        if (form === undefined)
          throw new Error(`${url.href} has no form for ${Object.keys(fields).join(', ')}:\n${text}`)
        const left = form.values.filter(([name]) => !(name in fields))
        const filled = new URLSearchParams([...left, ...Object.entries(fields)].map(([name, value]) => [name, value]))
        const to = new URL(form.action, url)
        if (form.isPost)
          return visit(to.href, { method: 'POST', headers: { ...FORM, Origin: url.origin }, body: filled.toString() })
        to.search = filled.toString()
        return visit(to.href, GET)
      },
    }
  }

  return {
    open: (url) => visit(url, GET),
    call: (url, { method, from, json }) =>
      send(new URL(url), {
        method,
        headers: { Accept: 'application/json', Origin: new URL(from).origin, 'Content-Type': 'application/json' },
        body: json === undefined ? undefined : JSON.stringify(json),
      }),
  }
}

interface Request {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

const GET: Request = { method: 'GET', headers: {}, body: undefined }
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }
/** By these servers tell a page that a person opens from what a script asks for. */
const NAVIGATION = {
  Accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Dest': 'document',
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) damson-interop',
}

/** By Node's own client: `fetch` says of itself that it is a script. */
function exchange(url: URL, { method, headers, body }: Request): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
    const sent = httpRequest(url, { method, headers: { ...headers, ...length }, agent: false }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk) => (text += String(chunk)))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }))
      answer.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

function keep(jar: Map<string, string>, set: string): void {
  const [pair = '', ...attributes] = set.split(';')
  const at = pair.indexOf('=')
  const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
  const isOver = attributes.some((text) => /^\s*(max-age=-?0|expires=.*(1970|19\d\d|200\d|201\d))/i.test(text))
  if (isOver || value === '') jar.delete(name)
  else jar.set(name, value)
}

interface Form {
  readonly action: string
  readonly isPost: boolean
  readonly names: ReadonlySet<string>
  /** What a browser would send if nothing was typed. */
  readonly values: readonly (readonly [string, string])[]
}

function formsIn(text: string): readonly Form[] {
  return [...text.matchAll(/<form\b([^>]*)>([^]*?)<\/form>/gi)].map(([, head = '', inner = '']) => {
    const inputs = [...inner.matchAll(/<(?:input|button|select|textarea)\b([^>]*)>/gi)].map(([, tag = '']) => ({
      name: attribute(tag, 'name'),
      value: attribute(tag, 'value'),
      type: attribute(tag, 'type').toLowerCase(),
      isTicked: /\bchecked\b/i.test(tag),
    }))
    const named = inputs.filter(({ name }) => name !== '')
    return {
      action: attribute(head, 'action'),
      isPost: attribute(head, 'method').toLowerCase() === 'post',
      names: new Set(named.map(({ name }) => name)),
      values: named
        .filter(({ type, isTicked }) => type === 'hidden' || (type === 'checkbox' && isTicked))
        .map(({ name, value }) => [name, value]),
    }
  })
}

function attribute(tag: string, name: string): string {
  const found = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag)
  return unescaped(found?.[1] ?? found?.[2] ?? found?.[3] ?? '')
}

export function unescaped(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
  return text.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) =>
    hex !== undefined
      ? String.fromCodePoint(Number.parseInt(hex, 16))
      : decimal !== undefined
        ? String.fromCodePoint(Number(decimal))
        : (named[name] ?? whole),
  )
}

/** On the server's page, to which a program sent the browser: types address and password, and allows what is asked for. */
export async function signInAt(baseUrl: string, page: PlainPage, { email, password }: Person): Promise<PlainPage> {
  if (page.url.origin !== new URL(baseUrl).origin)
    throw new Error(`not sent to the server, but to ${page.url.href} (${page.status}):\n${page.text}`)
  const next = await page.submit({ email, password })
  return next.url.origin === page.url.origin ? next.submit({ decision: 'allow' }) : next
}
