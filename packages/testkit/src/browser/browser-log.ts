import type { BrowserContext, Page } from 'playwright-core'

/** Everything that a browser sent, received and stored, as one text that tests search for secrets. */
export interface BrowserLog {
  text(): Promise<string>
}

/** Starts to listen. */
export function logOf(context: BrowserContext): BrowserLog {
  const parts: Promise<string>[] = []
  const pages = new Set<Page>()
  context.on('page', (page) => pages.add(page))
  context.on('request', (request) =>
    parts.push(
      request.allHeaders().then(
        (headers) => `> ${request.method()} ${request.url()} ${JSON.stringify(headers)} ${request.postData() ?? ''}`,
        () => `> ${request.url()}`,
      ),
    ),
  )
  context.on('response', (response) => {
    parts.push(
      response.allHeaders().then(
        (headers) => `< ${response.status()} ${response.url()} ${JSON.stringify(headers)}`,
        () => `< ${response.url()}`,
      ),
      // A redirect has no body.
      response.text().catch(() => ''),
    )
  })
  return {
    async text() {
      const kept = [...pages].map((page) =>
        page
          .evaluate<string>(
            'JSON.stringify([location.href, document.cookie, { ...localStorage }, { ...sessionStorage }])',
          )
          .catch(() => ''),
      )
      const all = [
        ...(await Promise.all(parts)),
        ...(await Promise.all(kept)),
        JSON.stringify(await context.storageState()),
      ]
      const text = all.join('\n')
      // Also the text as it was before it was encoded for a URL or a form.
      return `${text}\n${text.replace(/(?:%[0-9a-f]{2})+/gi, (escaped) => readable(escaped))}`
    },
  }
}

function readable(escaped: string): string {
  try {
    return decodeURIComponent(escaped)
  } catch {
    return escaped
  }
}
