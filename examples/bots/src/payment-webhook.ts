/**
 * A webhook. A payment service tells that an invoice was paid. The server has checked the signature before this runs, and
 * refused what was sent twice; a delivery that comes again after a failure finds the invoice balanced.
 */
import type { BotEvent, MedplumClient } from '@medplum/core'

interface Delivery {
  readonly type: string
  readonly data: {
    readonly object: { readonly metadata?: { readonly invoice?: string }; readonly amount_received: number }
  }
}

export async function handler(
  client: MedplumClient,
  event: BotEvent<Delivery>,
): Promise<{ readonly handled: boolean }> {
  const { type, data } = event.input
  const number = data.object.metadata?.invoice
  if (type !== 'payment_intent.succeeded' || number === undefined) return { handled: false }

  const invoice = await client.searchOne('Invoice', { identifier: `https://hillside.example/invoice|${number}` })
  if (invoice === undefined) throw new Error(`There is no invoice ${number}.`)
  const due = Math.round((invoice.totalGross?.value ?? 0) * 100)
  if (data.object.amount_received < due) throw new Error(`Invoice ${number} is not paid in full.`)
  if (invoice.status !== 'balanced')
    await client.patchResource('Invoice', invoice.id, [
      // Somebody else's change in between makes this fail, and the service sends it again.
      { op: 'test', path: '/status', value: invoice.status },
      { op: 'replace', path: '/status', value: 'balanced' },
    ])
  return { handled: true }
}
