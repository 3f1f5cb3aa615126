import { parseJson, stringifyJson } from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import type { AskedChange } from '#domain/resources'
import { outdatedChanges, type PendingRow, resealChange } from './approvals.store.ts'

/** A request as it was sent, apart from its credential. */
export interface KeptRequest {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path and query, at the address to which it was sent. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
}

export interface KeptChange {
  readonly request: KeptRequest
  readonly membershipId: string
  readonly scope: string
  readonly address: string
  readonly userAgent: string
  readonly asked: AskedChange
}

/** How a request was answered. */
export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

interface Sealing {
  seal(id: string, kept: KeptChange): string
  /** Undefined when it cannot be opened: its key is gone. */
  open(row: PendingRow): KeptChange | undefined
  sealAnswer(id: string, answered: Answered): string
  answerOf(row: PendingRow): Answered | undefined
}

const contextOf = (id: string, what: 'change' | 'answer'): string => `pending-${what}:${id}`

/** Seals some changes anew that were sealed with the previous key; returns how many. */
export async function resealChanges(tx: Tx, keyring: Keyring): Promise<number> {
  const outdated = await outdatedChanges.rows(tx, keyring.fingerprint)
  for (const { id, sealed, answer } of outdated) {
    const again = (text: string, what: 'change' | 'answer'): string =>
      keyring.seal(keyring.unseal(text, contextOf(id, what)), contextOf(id, what))
    const request = sealed === '' ? '' : again(sealed, 'change')
    await resealChange.run(tx, request, answer === null ? null : again(answer, 'answer'), id)
  }
  return outdated.length
}

/** What waits may hold secrets: it is sealed, each for its own row. */
export function createSealing(keyring: Keyring): Sealing {
  const opened = <T>(id: string, what: 'change' | 'answer', sealed: string): T | undefined => {
    try {
      return parseJson(keyring.unseal(sealed, contextOf(id, what)).toString()) as T
    } catch {
      return undefined
    }
  }
  return {
    // Our own numbers, so that decimals stay as they were sent.
    seal: (id, kept) => keyring.seal(stringifyJson(kept), contextOf(id, 'change')),
    open: ({ id, sealed }) => opened<KeptChange>(id, 'change', sealed),
    sealAnswer: (id, answered) => keyring.seal(JSON.stringify(answered), contextOf(id, 'answer')),
    answerOf: ({ id, answer }) => (answer === null ? undefined : opened<Answered>(id, 'answer', answer)),
  }
}
