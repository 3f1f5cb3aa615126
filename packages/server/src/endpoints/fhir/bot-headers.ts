import type { FhirRequest } from './dependencies.ts'

/** What proves who sent a request is not a Bot's to know: with it the Bot could act as its caller. */
const CREDENTIALS: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'cookie'])

/** The headers of a request as a Bot is told them. */
export function headersForBot({ headers = {} }: FhirRequest): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      value === undefined || CREDENTIALS.has(name)
        ? []
        : [[name, typeof value === 'string' ? value : value.join(', ')]],
    ),
  )
}
