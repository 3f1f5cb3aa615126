import type { APIResponse, BrowserContext, Page } from 'playwright-core'

/** A page as it was sent. */
export interface Sent {
  readonly url: string
  /** How it was asked for, at last. */
  readonly method: 'GET' | 'POST'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly html: string
}

/**
 * A person who goes from page to page by the links and forms on them, without looking: no page on the way is drawn, which
 * takes a browser twenty times as long as to send it. The cookies are those of the browser. Scripts do not run.
 */
export interface Walker {
  readonly at: Sent
  /** Has these cookies from now on. */
  keep(cookies: Parameters<BrowserContext['addCookies']>[0]): Promise<void>
  /** Is another browser from now on. */
  forget(): Promise<void>
  open(url: string): Promise<Sent>
  /** Fills in fields by their ids and presses a button, or follows a link. */
  send(fields: Readonly<Record<string, string>>, pressed?: string): Promise<Sent>
  /** Where the page leads by itself. */
  leadOn(): Promise<Sent>
  /** One step back, to the page as it was. */
  back(): void
}

interface Form {
  readonly action: string
  readonly method: string
  readonly fields: readonly (readonly [string, string])[]
}

/** `page` lends its cookies, and reads forms as a browser does. */
export function createWalker(page: Page, language = 'en'): Walker {
  const seen: Sent[] = []
  const current = (): Sent => {
    const last = seen.at(-1)
    if (last === undefined) throw new Error('The walk has not begun.')
    return last
  }
  const ask = async (url: string, method: 'GET' | 'POST', data?: string): Promise<Sent> => {
    const headers = {
      Accept: 'text/html',
      'Accept-Language': language,
      'Sec-Fetch-Mode': 'navigate',
      'Sec-Fetch-Dest': 'document',
      'Sec-Fetch-Site': method === 'GET' ? 'none' : 'same-origin',
      ...(data !== undefined && { 'Content-Type': 'application/x-www-form-urlencoded', Origin: 'null' }),
    }
    const answer = await page.context().request.fetch(url, { method, headers, ...(data !== undefined && { data }) })
    const sent = { ...(await sentIn(answer)), method: answer.url() === url ? method : 'GET' } as const
    seen.push(sent)
    return sent
  }
  return {
    get at() {
      return current()
    },
    keep: (cookies) => page.context().addCookies(cookies),
    forget: () => page.context().clearCookies(),
    open: (url) => ask(url, 'GET'),
    async send(fields, pressed = 'main button:not([type])') {
      const { url, html } = current()
      const given = [html, fields, pressed].map((one) => JSON.stringify(one)).join(', ')
      const { action, method, fields: filled } = await page.evaluate<Form>(`(${PRESS})(${given})`)
      const target = new URL(action, url)
      target.hash = ''
      const query = new URLSearchParams(filled.map(([name, value]) => [name, value])).toString()
      if (method === 'post') return ask(target.href, 'POST', query)
      if (method === 'get') target.search = query
      return ask(target.href, 'GET')
    },
    leadOn() {
      const { url, html } = current()
      const [, target] = /<meta http-equiv="refresh" content="0;url=([^"]*)">/.exec(html) ?? []
      if (target === undefined) throw new Error(`${url} leads nowhere by itself.`)
      return ask(new URL(target.replaceAll('&amp;', '&'), url).href, 'GET')
    },
    back: () => void seen.pop(),
  }
}

async function sentIn(answer: APIResponse): Promise<Omit<Sent, 'method'>> {
  return { url: answer.url(), status: answer.status(), headers: answer.headers(), html: await answer.text() }
}

/** What is sent where something on a page is pressed. */
const PRESS = `(html, values, pressed) => {
  const page = new DOMParser().parseFromString(html, 'text/html')
  const element = page.querySelector(pressed)
  if (element === null) throw new Error('There is no ' + pressed + ' on ' + page.title)
  if (element.matches('a')) return { action: element.getAttribute('href'), method: 'link', fields: [] }
  for (const [id, value] of Object.entries(values)) page.getElementById(id).value = value
  const { form } = element
  return {
    action: element.getAttribute('formaction') ?? form.getAttribute('action') ?? '',
    method: element.getAttribute('formmethod') ?? form.method,
    fields: [...new FormData(form, element)],
  }
}`
