/** One entry of a Bundle. The resource is JSON text, so that stored bytes are sent unchanged. */
export interface BundleEntry {
  readonly fullUrl?: string | undefined
  readonly resource?: string | undefined
  /** The other members of the entry: search, request, response. */
  readonly members: object
}

export interface BundleParts {
  readonly type: 'searchset' | 'history' | 'batch-response'
  readonly total?: number | undefined
  readonly links?: readonly { readonly relation: string; readonly url: string }[]
  readonly entries: readonly BundleEntry[]
}

/** A Bundle as JSON text. Empty lists are left out, as FHIR requires. */
export function bundleText({ type, total, links, entries }: BundleParts): string {
  const head = JSON.stringify({
    resourceType: 'Bundle',
    type,
    ...(total !== undefined && { total }),
    ...(links !== undefined && links.length > 0 && { link: links }),
  })
  if (entries.length === 0) return head
  return `${head.slice(0, -1)},"entry":[${entries.map(entryText).join(',')}]}`
}

function entryText({ fullUrl, resource, members }: BundleEntry): string {
  const parts = [
    ...(fullUrl === undefined ? [] : [`"fullUrl":${JSON.stringify(fullUrl)}`]),
    ...(resource === undefined || resource === '' ? [] : [`"resource":${resource}`]),
    JSON.stringify(members).slice(1, -1),
  ].filter((part) => part !== '')
  return `{${parts.join(',')}}`
}
