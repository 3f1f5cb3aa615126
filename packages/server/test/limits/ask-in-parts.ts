import { type IncomingMessage, request as openRequest } from 'node:http'

export interface Got {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
  /** It was told to go on with its body. */
  readonly wasAskedForMore: boolean
}

/**
 * Sends the head of a request at once, and of its body what is given, on a connection of its own. Without a body it never
 * ends: what is answered did not wait for it.
 */
export function askInParts(
  url: URL,
  method: string,
  headers: Readonly<Record<string, string>>,
  body?: string | readonly string[],
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const request = openRequest(url, { method, headers, agent: false })
    request.once('error', reject)
    let wasAskedForMore = false
    request.once('continue', () => {
      wasAskedForMore = true
      if (body === undefined) request.destroy(new Error('The server asks for a body that never comes.'))
    })
    request.once('response', (response: IncomingMessage) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.once('end', () => {
        request.destroy()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, wasAskedForMore })
      })
    })
    request.flushHeaders()
    for (const part of [body ?? []].flat()) request.write(part)
    if (body !== undefined) request.end()
  })
}
