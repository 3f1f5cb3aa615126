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
  const page = new DOMParser().parseFromString(html, 'text/html')
  for (const script of page.querySelectorAll('script, meta[http-equiv]')) script.remove()
  if (sheet !== undefined) {
    const style = page.createElement('style')
    style.textContent = sheet
    page.head.append(style)
  }
  // Nor do styles in attributes pass: they become rules of a sheet.
  const rules = [...page.querySelectorAll('[style]')].map((element, at) => {
    const rule = element.getAttribute('style') ?? ''
    element.removeAttribute('style')
    element.setAttribute('data-styled', String(at))
    return `[data-styled="${at}"]{${rule}}`
  })
  const ruled = page.createElement('style')
  ruled.textContent = rules.join('\n')
  page.head.append(ruled)
  for (const element of page.querySelectorAll('style, link[rel=stylesheet]'))
    element.setAttribute('nonce', nonceOfPage())
  return `<!doctype html>${page.documentElement.outerHTML}`
}
