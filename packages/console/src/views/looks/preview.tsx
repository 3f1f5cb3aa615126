import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'

const nonceOfPage = (): string => document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

export type Theme = 'light' | 'dark'

interface PreviewProps {
  readonly label: string
  readonly html: string
  readonly sheet?: string | undefined
  /** Whatever this machine prefers. Takes the text of the style sheet to which the markup links. */
  readonly theme?: { readonly name: Theme; readonly linked: string } | undefined
}

/**
 * Markup of the server in a frame of its own: it can run nothing, and reach nothing. Its style sheets pass this page's
 * policy by the nonce.
 */
export function Preview({ label, html, sheet = '', theme }: PreviewProps): ReactNode {
  const { name, linked } = theme ?? {}
  const source = useMemo(() => {
    if (name === undefined || linked === undefined) return framed(html, [sheet])
    // After the one that is linked, of which each rule is there again.
    return framed(html, [themed(linked, name), themed(sheet, name), `:root{color-scheme:${name}}`])
  }, [html, sheet, name, linked])
  // A frame of its own each time: one that is led elsewhere while it loads may stay blank in Chromium.
  return <iframe key={source} className="preview card" title={label} sandbox="" srcDoc={source} />
}

const STYLES = /<link rel="stylesheet" href="([^"]+)">/g

/** The style sheet to which markup of the server links: undefined until it is there, and where it cannot be had. */
export function useLinked(html: string | undefined): {
  readonly text: string | undefined
  readonly isLoading: boolean
} {
  const [, address] = [...(html ?? '').matchAll(STYLES)][0] ?? []
  const { data, isLoading } = useQuery({
    queryKey: ['style sheet', address],
    queryFn: async ({ signal }) => {
      const answer = await fetch(address ?? '', { signal })
      if (!answer.ok) throw new Error(`The style sheet answered ${answer.status}.`)
      return answer.text()
    },
    enabled: address !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return { text: data, isLoading }
}

/** Rules for dark machines, for all or for none. */
const themed = (text: string, theme: Theme): string =>
  text.replaceAll(/@media ?\(prefers-color-scheme: ?dark\)/g, theme === 'dark' ? '@media all' : '@media not all')

function framed(html: string, sheets: readonly string[]): string {
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
  for (const text of [...sheets, rules.join('\n')]) {
    const style = page.createElement('style')
    style.setAttribute('nonce', nonceOfPage())
    style.textContent = text
    page.head.append(style)
  }
  return `<!doctype html>${page.documentElement.outerHTML}`
}
