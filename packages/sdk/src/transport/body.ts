/** Turns the body that a caller passes into the one that `fetch` sends. */
import { membersOf } from '../json.ts'

/** The body of a request. */
export interface Body {
  readonly content: NonNullable<RequestInit['body']>
  /** Its content type, if the caller names none. */
  readonly type?: string | undefined
  /** Set for a stream, which can be sent only once: `problem` is what went wrong with it. */
  readonly stream?: { problem?: Error }
}

interface Chunks {
  next(): Promise<IteratorResult<unknown>>
  return?(why: unknown): Promise<unknown>
}

const BYTES = 'application/octet-stream'

/** Text, bytes and forms stay as they are; any other value becomes JSON. */
export function bodyOf(value: unknown, jsonType: string): Body {
  const content = contentOf(value, jsonType)
  if (content !== undefined) return content
  const json = /^(Object|Array|Number|Boolean|Null)$/.test(tagOf(value)) || hasMethod(value, 'toJSON')
  if (json) return { content: JSON.stringify(value), type: jsonType }
  throw new TypeError(
    `A ${tagOf(value)} cannot be sent: pass text, bytes (an ArrayBuffer, a view of one, a Blob or a stream), a form, or a value for JSON.`,
  )
}

/**
 * Text, bytes or a form; undefined for anything else. Values of another realm (a frame, Jest) are recognised by their
 * tag.
 */
export function contentOf(value: unknown, textType?: string): Body | undefined {
  if (typeof value === 'string') return { content: value, type: textType }
  const bytes = bytesOf(value)
  if (bytes !== undefined) return { content: bytes, type: BYTES }
  const tag = tagOf(value)
  if (isA('Blob', value) || /^(Blob|File)$/.test(tag)) {
    const blob = value as Blob
    return { content: blob, type: blob.type === '' ? BYTES : undefined }
  }
  if (isA('FormData', value)) return { content: value as FormData }
  if (isA('URLSearchParams', value) || tag === 'URLSearchParams')
    return { content: String(value), type: 'application/x-www-form-urlencoded' }
  return hasMethod(value, 'getReader') || hasMethod(value, Symbol.asyncIterator) ? streamed(value as object) : undefined
}

/** Whether a stream must be read to its end before it is sent: browsers need HTTP/2 to stream, if they can at all. */
export function mustCollect(): boolean {
  return (globalThis.navigator as Navigator | undefined)?.userAgent?.startsWith('Mozilla') ?? false
}

/** Reads a stream to its end. */
export async function collected(body: Body): Promise<Body> {
  try {
    return { content: await new Response(body.content).blob(), type: body.type }
  } catch (cause) {
    throw body.stream?.problem ?? cause
  }
}

function bytesOf(value: unknown): Uint8Array<ArrayBuffer> | undefined {
  const isView = ArrayBuffer.isView(value)
  if (!isView && !/^(Shared)?ArrayBuffer$/.test(tagOf(value))) return undefined
  const { buffer, byteOffset, byteLength } = isView ? value : new Uint8Array(value as ArrayBuffer)
  const bytes = new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength)
  // Shared memory may change while it is sent, so no host accepts it.
  return tagOf(buffer).startsWith('S') ? bytes.slice() : bytes
}

function streamed(source: object): Body {
  const stream: { problem?: Error } = {}
  let chunks: Chunks | undefined
  const pulling: UnderlyingDefaultSource<Uint8Array> = {
    async pull(controller) {
      try {
        chunks ??= chunksOf(source)
        const { done, value } = await chunks.next()
        if (done === true) return controller.close()
        const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : bytesOf(value)
        if (bytes === undefined) throw new TypeError(`A stream must yield bytes or text, not ${tagOf(value)}.`)
        controller.enqueue(bytes)
      } catch (cause) {
        // Without this, `fetch` would report that the server cannot be reached.
        stream.problem = cause instanceof Error ? cause : new Error(String(cause))
        controller.error(cause)
      }
    },
    async cancel(why) {
      await chunks?.return?.(why)
    },
  }
  // Reads nothing before it is sent.
  return { content: new ReadableStream(pulling, { highWaterMark: 0 }), type: BYTES, stream }
}

/** Not every host can iterate its own streams. */
function chunksOf(source: object): Chunks {
  if (!hasMethod(source, 'getReader')) return (source as AsyncIterable<unknown>)[Symbol.asyncIterator]()
  const reader = (source as ReadableStream<unknown>).getReader()
  return { next: () => reader.read() as Promise<IteratorResult<unknown>>, return: (why) => reader.cancel(why) }
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1)
}

function hasMethod(value: unknown, name: string | symbol): boolean {
  return typeof Reflect.get(membersOf(value), name) === 'function'
}

/** Whether a value is of a class that the host may lack. */
function isA(name: 'Blob' | 'FormData' | 'URLSearchParams', value: unknown): boolean {
  const type: unknown = globalThis[name]
  return typeof type === 'function' && value instanceof type
}
