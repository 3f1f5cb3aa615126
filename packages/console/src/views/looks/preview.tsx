import { type ReactNode, useMemo } from 'react'

const nonceOfPage = (): string => document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

/**
 * Markup of the server in a frame of its own: it can run nothing, and reach nothing. Its style sheets pass this page's
 * policy by the nonce.
 */
export function Preview({
  label,
  html,
  sheet,
}: {
  readonly label: string
  readonly html: string
  readonly sheet?: string | undefined
}): ReactNode {
  const source = useMemo(() => framed(html, sheet), [html, sheet])
  return <iframe className="preview card" title={label} sandbox="" srcDoc={source} />
}

function framed(html: string, sheet: string | undefined): string {
  const page = new DOMParser().parseFromString(html.replaceAll(' style="', ' data-style="'), 'text/html')
  for (const script of page.querySelectorAll('script, meta[http-equiv]')) script.remove()
  // Nor does anything in it take the focus.
  for (const field of page.querySelectorAll('[autofocus]')) field.removeAttribute('autofocus')
  // Nor do styles in attributes pass: they become rules of a sheet.
  const rules = [...page.querySelectorAll('[data-style]')].map((element, at) => {
    element.setAttribute('data-styled', String(at))
    return `[data-styled="${at}"]{${element.getAttribute('data-style') ?? ''}}`
  })
  for (const link of page.querySelectorAll('link[rel=stylesheet]')) link.setAttribute('nonce', nonceOfPage())
  for (const text of [sheet ?? '', rules.join('\n')]) {
    const style = page.createElement('style')
    style.setAttribute('nonce', nonceOfPage())
    style.textContent = text
    page.head.append(style)
  }
  return `<!doctype html>${page.documentElement.outerHTML}`
}
