import { send } from '../world/http.ts'

/** A browser without scripts: it keeps cookies by host and path, and returns redirects as answers. */
export interface Browser {
  open(url: string): Promise<Visit>
  post(url: string, form: Readonly<Record<string, string>>): Promise<Visit>
}

export interface Visit {
  readonly url: string
  readonly status: number
  readonly text: string
  /** The absolute address of the redirect, or ''. */
  readonly location: string
}

interface Cookie {
  readonly host: string
  readonly path: string
  readonly name: string
  readonly value: string
}

export function createBrowser(): Browser {
  let cookies: readonly Cookie[] = []

  async function visit(url: string, form?: Readonly<Record<string, string>>): Promise<Visit> {
    const { hostname, pathname, origin } = new URL(url)
    const sent = cookies.filter(({ host, path }) => host === hostname && isBelow(pathname, path))
    const { status, headers, text } = await send(new URL(url), {
      method: form ? 'POST' : 'GET',
      headers: {
        Cookie: sent.map(({ name, value }) => `${name}=${value}`).join('; '),
        ...(form && { Origin: origin, 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8' }),
      },
      body: form && new URLSearchParams(form).toString(),
    })
    for (const set of headers.getSetCookie()) {
      const { cookie, isGone } = readCookie(set, hostname)
      const others = cookies.filter(
        ({ host, path, name }) => host !== cookie.host || path !== cookie.path || name !== cookie.name,
      )
      cookies = isGone ? others : [...others, cookie]
    }
    const location = headers.get('location')
    return {
      url,
      status,
      text,
      location: location === null ? '' : new URL(location, url).href,
    }
  }

  return { open: (url) => visit(url), post: visit }
}

function isBelow(pathname: string, path: string): boolean {
  return pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`)
}

function readCookie(text: string, host: string): { readonly cookie: Cookie; readonly isGone: boolean } {
  const [pair = '', ...attributes] = text.split(/;\s*/)
  const at = pair.indexOf('=')
  const attribute = (name: string): string | undefined =>
    attributes.find((text) => text.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1)
  const expires = attribute('expires')
  return {
    cookie: { host, path: attribute('path') ?? '/', name: pair.slice(0, at), value: pair.slice(at + 1) },
    isGone: attribute('max-age') === '0' || (expires !== undefined && Date.parse(expires) <= Date.now()),
  }
}
