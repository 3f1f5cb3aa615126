/**
 * How the senders of webhooks sign: Standard Webhooks (1.0.0), Stripe and GitHub. None of them numbers its sections: a number
 * counts the headings, and of Stripe the steps of verifying a signature by oneself.
 */
import assert from 'node:assert/strict'
import { isOk, isRefused } from '../expect.ts'
import { rowsOf, type Suite } from '../requirement.ts'
import type { Damson } from '../server/server.ts'
import { github, newBody, OLDER, seconds, standard, stripe, webhookOf } from '../webhook-flow.ts'

const HERE = 'it starts no programs'
type Rows = (section: string, name: string, says: string, check: (at: Damson) => Promise<void>) => Suite['rows'][number]
const rowsIn = (standard: string, prefix: string): Rows => {
  const { mustHere } = rowsOf(standard, prefix)
  return (section, name, says, check) => mustHere(section, name, says, HERE, check)
}
const std = rowsIn('Standard Webhooks', 'standard-webhooks')
const stp = rowsIn('Stripe webhooks', 'stripe-webhooks')
const git = rowsIn('GitHub webhooks', 'github-webhooks')

export const standardWebhooks: Suite = {
  source: 'Standard Webhooks',
  file: 'webhook-signatures.ts',
  rows: [
    std(
      '4.2.2',
      'signed',
      'A delivery with an HMAC of its id, time and body is taken, its key being the base64 after whsec_.',
      async (at) => {
        const [webhook, body] = [await webhookOf(at, 'hmac'), newBody()]
        const answer = await webhook.deliver(body, standard(body))
        isOk(answer)
        assert.equal(answer.json['got'], JSON.parse(body).id)
      },
    ),
    std('4.2.2', 'body', 'A delivery with another body than the signed one is refused, be it a space.', async (at) => {
      const [webhook, body] = [await webhookOf(at, 'hmac'), newBody()]
      isRefused(await webhook.deliver(`${body} `, standard(body)))
      isRefused(await webhook.deliver(newBody(), standard(body)))
    }),
    std('4.2.2', 'id', 'A delivery with another id than the signed one is refused.', async (at) => {
      const [webhook, body] = [await webhookOf(at, 'hmac'), newBody()]
      isRefused(await webhook.deliver(body, { ...standard(body), 'webhook-id': 'msg_another' }))
    }),
    std('4.2.2', 'time', 'A delivery with another time than the signed one is refused.', async (at) => {
      const [webhook, body] = [await webhookOf(at, 'hmac'), newBody()]
      isRefused(await webhook.deliver(body, { ...standard(body), 'webhook-timestamp': String(seconds() - 1_000) }))
      const old = standard(body, { at: seconds() - 1_000 })
      isRefused(await webhook.deliver(body, { ...old, 'webhook-timestamp': String(seconds()) }))
    }),
    std('4.2.1', 'tolerance', 'A signature of long ago or of the future is refused.', async (at) => {
      const webhook = await webhookOf(at, 'hmac')
      for (const time of [seconds() - 400, seconds() + 400]) {
        const body = newBody()
        isRefused(await webhook.deliver(body, standard(body, { at: time })))
      }
    }),
    std('4.2.2', 'secret', 'A signature with another secret is refused.', async (at) => {
      const [webhook, body] = [await webhookOf(at, 'hmac'), newBody()]
      isRefused(await webhook.deliver(body, standard(body, { secret: OLDER })))
    }),
    std(
      '4.2.2',
      'several',
      'Of several signatures one that fits is enough; those of unknown versions do not count.',
      async (at) => {
        const [webhook, body] = [await webhookOf(at, 'hmac'), newBody()]
        const right = standard(body)
        const wrong = standard(body, { secret: OLDER })['webhook-signature']
        const other = right['webhook-signature'].replace('v1,', 'v1a,')
        isRefused(await webhook.deliver(body, { ...right, 'webhook-signature': `${wrong} ${other}` }))
        isOk(await webhook.deliver(body, { ...right, 'webhook-signature': `${wrong} ${right['webhook-signature']}` }))
      },
    ),
    std('4.2.1', 'replay', 'A delivery that was taken is refused when it comes again.', async (at) => {
      const [webhook, body] = [await webhookOf(at, 'hmac'), newBody()]
      const headers = standard(body)
      isOk(await webhook.deliver(body, headers))
      isRefused(await webhook.deliver(body, headers))
    }),
    std('4.2.1', 'unsigned', 'A delivery without one of the three headers is refused.', async (at) => {
      const [webhook, body] = [await webhookOf(at, 'hmac'), newBody()]
      for (const name of Object.keys(standard(body)))
        isRefused(await webhook.deliver(body, { ...standard(body), [name]: '' }))
    }),
    std(
      '4.2.2',
      'rotation',
      'While a sender changes its secret, signatures with either are taken, each delivery once.',
      async (at) => {
        const webhook = await webhookOf(at, 'hmac', ['NEW', 'OLD'])
        const [one, other] = [newBody(), newBody()]
        const headers = standard(one, { secret: OLDER })
        isOk(await webhook.deliver(one, headers))
        isOk(await webhook.deliver(other, standard(other)))
        isRefused(await webhook.deliver(one, headers))
      },
    ),
  ],
}

export const stripeWebhooks: Suite = {
  source: 'Stripe webhooks',
  file: 'webhook-signatures.ts',
  rows: [
    stp(
      '3',
      'signed',
      'A delivery with v1, an HMAC of its time and body under the secret as written, is taken.',
      async (at) => {
        const [webhook, body] = [await webhookOf(at, 'stripe'), newBody()]
        isOk(await webhook.deliver(body, { 'Stripe-Signature': stripe(body) }))
      },
    ),
    stp('3', 'body', 'A delivery with another body or secret than the signed one is refused.', async (at) => {
      const [webhook, body] = [await webhookOf(at, 'stripe'), newBody()]
      isRefused(await webhook.deliver(newBody(), { 'Stripe-Signature': stripe(body) }))
      isRefused(await webhook.deliver(body, { 'Stripe-Signature': stripe(body, { secret: OLDER }) }))
      isRefused(await webhook.deliver(body, {}))
    }),
    stp('1', 'schemes', 'Signatures of other schemes than v1 do not count.', async (at) => {
      const [webhook, body] = [await webhookOf(at, 'stripe'), newBody()]
      isRefused(await webhook.deliver(body, { 'Stripe-Signature': stripe(body).replace('v1=', 'v0=') }))
      const more = `${stripe(body)},v0=${'0'.repeat(64)},v1=${'0'.repeat(64)}`
      isOk(await webhook.deliver(body, { 'Stripe-Signature': more }))
    }),
    stp(
      '4',
      'tolerance',
      'A delivery more than five minutes old is refused; its time is part of what is signed.',
      async (at) => {
        const [webhook, body] = [await webhookOf(at, 'stripe'), newBody()]
        const old = stripe(body, { at: seconds() - 310 })
        isRefused(await webhook.deliver(body, { 'Stripe-Signature': old }))
        isRefused(await webhook.deliver(body, { 'Stripe-Signature': old.replace(/t=\d+/, `t=${seconds()}`) }))
        isRefused(await webhook.deliver(body, { 'Stripe-Signature': `t=${seconds()},${old}` }))
      },
    ),
    stp('4', 'replay', 'A delivery that was taken is refused when it comes again.', async (at) => {
      const [webhook, body] = [await webhookOf(at, 'stripe'), newBody()]
      const headers = { 'Stripe-Signature': stripe(body) }
      isOk(await webhook.deliver(body, headers))
      isRefused(await webhook.deliver(body, headers))
    }),
  ],
}

export const githubWebhooks: Suite = {
  source: 'GitHub webhooks',
  file: 'webhook-signatures.ts',
  rows: [
    git('3', 'signed', 'A delivery with X-Hub-Signature-256, an HMAC of its body, is taken.', async (at) => {
      const [webhook, body] = [await webhookOf(at, 'github'), newBody()]
      isOk(await webhook.deliver(body, github(body)))
    }),
    git('3', 'body', 'A delivery with another body or secret than the signed one is refused.', async (at) => {
      const [webhook, body] = [await webhookOf(at, 'github'), newBody()]
      isRefused(await webhook.deliver(newBody(), github(body)))
      isRefused(await webhook.deliver(body, github(body, OLDER)))
      isRefused(await webhook.deliver(body, {}))
    }),
    git('3', 'sha1', 'The older signature, by SHA-1, does not count.', async (at) => {
      const [webhook, body] = [await webhookOf(at, 'github'), newBody()]
      const [value = ''] = Object.values(github(body))
      isRefused(await webhook.deliver(body, { 'X-Hub-Signature': value }))
      isRefused(await webhook.deliver(body, { 'X-Hub-Signature-256': value.replace('sha256=', 'sha1=') }))
    }),
    git(
      '3',
      'replay',
      'Its body alone is signed, so a delivery that was taken is known by its signature.',
      async (at) => {
        const [webhook, body] = [await webhookOf(at, 'github'), newBody()]
        isOk(await webhook.deliver(body, github(body)))
        isRefused(await webhook.deliver(body, { ...github(body), 'X-GitHub-Delivery': 'another' }))
      },
    ),
  ],
}
