import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import type { MailMessage } from '#base/mail'
import { outdatedMails, resealMail, type TakenMail } from './outbox.store.ts'

const contextOf = (id: string, what: 'to' | 'body'): string => `outbox-${what}:${id}`

/** What is sealed of an e-mail. */
export interface MailBody {
  readonly message: MailMessage
  readonly logoOf?: string | undefined
}

/** An e-mail as it is kept: the address apart, since it stays when the text is deleted. */
export function sealedMail(
  keyring: Keyring,
  id: string,
  body: MailBody,
): { readonly sealedTo: string; readonly sealedBody: string } {
  return {
    sealedTo: keyring.seal(body.message.to, contextOf(id, 'to')),
    sealedBody: keyring.seal(JSON.stringify(body), contextOf(id, 'body')),
  }
}

/** @throws {Error} When its key is gone. */
export function unsealedBody(keyring: Keyring, { id, sealedBody }: Pick<TakenMail, 'id' | 'sealedBody'>): MailBody {
  return JSON.parse(keyring.unseal(sealedBody, contextOf(id, 'body')).toString()) as MailBody
}

/** Undefined when its key is gone. */
export function unsealedTo(keyring: Keyring, id: string, sealedTo: string): string | undefined {
  try {
    return keyring.unseal(sealedTo, contextOf(id, 'to')).toString()
  } catch {
    return undefined
  }
}

/** Seals some e-mails anew that were sealed with the previous key; returns how many. */
export async function resealMails(tx: Tx, keyring: Keyring): Promise<number> {
  const outdated = await outdatedMails.rows(tx, keyring.fingerprint)
  for (const { id, project, sealedTo, sealedBody } of outdated) {
    const again = (sealed: string, what: 'to' | 'body'): string =>
      keyring.seal(keyring.unseal(sealed, contextOf(id, what)), contextOf(id, what))
    const body = sealedBody === null ? null : again(sealedBody, 'body')
    await resealMail.run(tx, { project, id, sealedTo: again(sealedTo, 'to'), sealedBody: body })
  }
  return outdated.length
}
