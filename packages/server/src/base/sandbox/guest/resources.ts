/** What the client's methods take and give. */
import { headersOf, isBlob, type RequestOptions } from './requests.ts'

export interface Resource {
  readonly resourceType: string
  readonly id?: string
  readonly [name: string]: unknown
}

export interface Bundle extends Resource {
  readonly entry?: readonly { readonly resource?: Resource }[]
  readonly link?: readonly { readonly relation: string; readonly url: string }[]
}

export interface Reference {
  readonly reference?: string
}

export interface BinaryOptions {
  readonly data: unknown
  readonly contentType: string
  readonly filename?: string
  readonly securityContext?: Reference
}

export interface ContentOptions extends BinaryOptions {
  readonly additionalFields?: Readonly<Record<string, unknown>>
}

export function typeOf({ resourceType }: Resource): string {
  if (!resourceType) throw new Error('Missing resourceType')
  return resourceType
}

/** The resources of a bundle as an array that knows its bundle. */
export function resourcesOf(bundle: Bundle): Resource[] {
  const found = (bundle.entry ?? []).flatMap(({ resource }) => (resource === undefined ? [] : [resource]))
  return Object.assign(found, { bundle })
}

/** The older form of the arguments has the data first, then name, type, a listener of progress, and options. */
export function binaryArguments(given: readonly unknown[]): BinaryOptions & { readonly options?: RequestOptions } {
  const [first, second, third, , last] = given
  const isOptions = typeof first === 'object' && first !== null && !isBlob(first) && 'data' in first
  const options = (isOptions ? second : last) as RequestOptions | undefined
  const binary = isOptions ? (first as BinaryOptions) : { data: first, contentType: third, ...named(second) }
  if (typeof binary.contentType !== 'string' || binary.contentType === '')
    throw new Error('A Binary needs a contentType, such as text/csv.')
  return { ...(binary as BinaryOptions), ...(options !== undefined && { options }) }
}

function named(filename: unknown): Pick<BinaryOptions, 'filename'> {
  return typeof filename === 'string' ? { filename } : {}
}

/** For what is downloaded, whatever its type. */
export function anyType(options?: RequestOptions): RequestOptions {
  return { headers: { accept: '*/*', ...headersOf(options?.headers) } }
}
