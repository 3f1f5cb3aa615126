import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { createInterface } from 'node:readline'
import type { Answer, Caller } from '@damson/testkit'

/** bcrypt of `correct horse`, by libxcrypt. */
export const BCRYPT = '$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e'
export const OLD_PASSWORD = 'correct horse'

export interface Report {
  readonly line: number
  readonly status: 'created' | 'unchanged' | 'refused'
  readonly user?: string
  readonly membership?: string
  readonly profile?: string
  readonly why?: { readonly code: string; readonly text: string }
}

export interface Summary {
  readonly summary: {
    readonly lines: number
    readonly created: number
    readonly unchanged: number
    readonly refused: number
    readonly complete: boolean
  }
  readonly why?: { readonly code: string; readonly text: string }
}

export interface Imported {
  readonly answer: Answer
  readonly reports: readonly Report[]
  readonly end: Summary | undefined
}

/** Sends a whole file: objects as lines, texts and bytes as they are. */
export async function importUsers(
  call: Caller,
  project: string,
  token: string | undefined,
  lines: readonly (object | string)[],
): Promise<Imported> {
  const raw = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
  return sendFile(call, project, token, `${raw}\n`)
}

export async function sendFile(
  call: Caller,
  project: string,
  token: string | undefined,
  raw: string | Uint8Array<ArrayBuffer>,
  type = 'application/x-ndjson',
): Promise<Imported> {
  const answer = await call(`admin/projects/${project}/import-users`, {
    raw,
    headers: { 'Content-Type': type },
    ...(token !== undefined && { token }),
  })
  if (answer.status !== 200) return { answer, reports: [], end: undefined }
  const read = answer.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Report & Summary)
  return { answer, reports: read.slice(0, -1), end: read.at(-1) }
}

/** An import that is sent line by line, each report read as it comes. */
export interface Conversation {
  readonly request: ClientRequest
  readonly response: Promise<IncomingMessage>
  send(line: object): void
  /** The next line that is answered; undefined after the last. */
  next(): Promise<(Report & Summary) | undefined>
  end(): void
}

export function converse(baseUrl: string, project: string, token: string): Conversation {
  const sent = request(new URL(`admin/projects/${project}/import-users`, baseUrl), {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-ndjson', Authorization: `Bearer ${token}` },
    agent: false,
  })
  sent.on('error', () => undefined)
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve)
    sent.once('error', reject)
  })
  response.catch(() => undefined)
  const lines = response.then((incoming) => {
    incoming.on('error', () => undefined)
    return createInterface({ input: incoming })[Symbol.asyncIterator]()
  })
  lines.catch(() => undefined)
  return {
    request: sent,
    response,
    send: (line) => void sent.write(`${JSON.stringify(line)}\n`),
    async next() {
      const read = await (await lines).next()
      return read.done === true ? undefined : (JSON.parse(read.value) as Report & Summary)
    },
    end: () => void sent.end(),
  }
}
