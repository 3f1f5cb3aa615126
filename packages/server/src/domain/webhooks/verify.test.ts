import { createHmac, X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { CERTIFICATE } from '../../../test/bots/certificate.ts'
import { type Delivery, verifyDelivery, type WebhookSetting } from './index.ts'

const NOW = new Date('2026-12-01T12:00:00Z')
const AT = NOW.getTime() / 1_000
const SECRET = 'a secret of the project'
const OLDER = 'the secret before that one'

type Sent = Readonly<Record<string, string>>

function delivery(headers: Sent, body = '{"id":1}', more: Partial<Delivery> = {}): Delivery {
  return { method: 'POST', body: Buffer.from(body), header: (name) => headers[name], certificate: undefined, ...more }
}

const setting = (verification: WebhookSetting['verification'], more: Partial<WebhookSetting> = {}): WebhookSetting => ({
  verification,
  ...more,
})
const mac = (text: string, encoding: 'hex' | 'base64', key: string | Buffer = SECRET): string =>
  createHmac('sha256', key).update(text).digest(encoding)

const standard = (body = '{"id":1}', at = AT, key = SECRET): Sent => ({
  'webhook-id': 'msg_1',
  'webhook-timestamp': `${at}`,
  'webhook-signature': `v1,${mac(`msg_1.${at}.${body}`, 'base64', key)}`,
})
const stripe = (body = '{"id":1}', at = AT, key = SECRET): Sent => ({
  'stripe-signature': `t=${at},v1=${mac(`${at}.${body}`, 'hex', key)},v0=00`,
})
const github = (body = '{"id":1}', key = SECRET): Sent => ({
  'x-hub-signature-256': `sha256=${mac(body, 'hex', key)}`,
})
const refusalOf = (result: ReturnType<typeof verifyDelivery>): string =>
  result.ok ? 'accepted' : result.refusal.why === 'unproven' ? result.refusal.detail : result.refusal.why

describe('a signed webhook', () => {
  test('is signed as the examples of Standard Webhooks and of GitHub are', () => {
    const headers = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    }
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    const then = new Date(1_614_265_330_000)
    const sent = delivery(headers, '{"test": 2432232314}')
    expect(refusalOf(verifyDelivery(setting('hmac'), [secret], sent, then))).toBe('accepted')
    const hello = delivery(
      { 'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17' },
      'Hello, World!',
    )
    expect(refusalOf(verifyDelivery(setting('github'), ["It's a Secret to Everybody"], hello, NOW))).toBe('accepted')
  })

  test.each([
    ['hmac', standard()],
    ['stripe', stripe()],
    ['github', github()],
  ] as const)('%s: is refused with another body, secret or signature', (scheme, headers) => {
    const verify = (sent: Delivery, secrets: readonly string[] = [SECRET]): string =>
      refusalOf(verifyDelivery(setting(scheme), secrets, sent, NOW))
    expect(verify(delivery(headers))).toBe('accepted')
    expect(verify(delivery(headers, '{"id":2}'))).toBe('mismatch')
    expect(verify(delivery(headers, '{"id":1} '))).toBe('mismatch')
    expect(verify(delivery(headers), [OLDER])).toBe('mismatch')
    expect(verify(delivery(headers), [])).toBe('no_secret')
    expect(verify(delivery(headers), ['short'])).toBe('weak_secret')
    expect(verify(delivery({}))).toBe('not_signed')
    expect(verify(delivery(headers, '{"id":1}', { method: 'GET' }))).toBe('not_signed')
    for (const name of Object.keys(headers)) {
      expect(verify(delivery({ ...headers, [name]: '' })), name).toBe('not_signed')
      const text = `${headers[name as never]}`
      expect(verify(delivery({ ...headers, [name]: text.replace(/.(?=,v0|$)/, '~') })), name).not.toBe('accepted')
    }
  })

  test('one signature has one spelling', () => {
    const text = standard()['webhook-signature'] ?? ''
    for (const other of [
      `${text}0`,
      text.replace(/=+$/, ''),
      text.replaceAll('+', '-').replaceAll('/', '_').concat('='),
    ]) {
      const headers = { ...standard(), 'webhook-signature': other }
      expect(refusalOf(verifyDelivery(setting('hmac'), [SECRET], delivery(headers), NOW))).toBe('mismatch')
    }
  })

  test('an empty signature, and one cut short, fit nothing', () => {
    const cut = { ...standard(), 'webhook-signature': 'v1,' }
    expect(refusalOf(verifyDelivery(setting('hmac'), [SECRET], delivery(cut), NOW))).toBe('mismatch')
    const half = { ...standard(), 'webhook-signature': standard()['webhook-signature']?.slice(0, 20) ?? '' }
    expect(refusalOf(verifyDelivery(setting('hmac'), [SECRET], delivery(half), NOW))).toBe('mismatch')
    const many = { ...standard(), 'webhook-signature': `${'v1,AAAA '.repeat(8)}${standard()['webhook-signature']}` }
    expect(refusalOf(verifyDelivery(setting('hmac'), [SECRET], delivery(many), NOW))).toBe('not_signed')
  })

  test.each([
    ['hmac', standard],
    ['stripe', stripe],
  ] as const)('%s: is taken within five minutes of its time, which is signed', (scheme, sign) => {
    const verify = (headers: Sent): string =>
      refusalOf(verifyDelivery(setting(scheme), [SECRET], delivery(headers), NOW))
    expect(verify(sign('{"id":1}', AT - 300))).toBe('accepted')
    expect(verify(sign('{"id":1}', AT + 300))).toBe('accepted')
    expect(verify(sign('{"id":1}', AT - 301))).toBe('outdated')
    expect(verify(sign('{"id":1}', AT + 301))).toBe('outdated')
    // A stranger does not learn that their time is wrong.
    expect(verify(sign('{"id":1}', AT - 301, OLDER))).toBe('mismatch')
    const old = sign('{"id":1}', AT - 301)
    const moved = Object.entries(old).map(([name, text]) => [name, text.replace(`${AT - 301}`, `${AT}`)])
    expect(verify(Object.fromEntries(moved) as Sent)).toBe('mismatch')
  })

  test('with two times is refused: one could be judged, and the other signed', () => {
    const [value = ''] = Object.values(stripe('{"id":1}', AT - 301))
    const headers = { 'stripe-signature': `t=${AT},${value}` }
    expect(refusalOf(verifyDelivery(setting('stripe'), [SECRET], delivery(headers), NOW))).toBe('not_signed')
  })

  test('uses up the same signatures however many secrets fit, are sent, or in which order', () => {
    const marksOf = (secrets: readonly string[], headers: Sent): readonly string[] => {
      const verified = verifyDelivery(setting('stripe'), secrets, delivery(headers), NOW)
      return verified.ok ? verified.value.marks : []
    }
    const [first = '', second = ''] = [...Object.values(stripe()), ...Object.values(stripe('{"id":1}', AT, OLDER))]
    const both = { 'stripe-signature': `${first},${second.split(',')[1]}` }
    const [alone] = marksOf([OLDER], { 'stripe-signature': second })
    expect(alone).toBeDefined()
    // The sender changed its secret. What was taken with the older one is still used up.
    for (const headers of [both, { 'stripe-signature': first }, { 'stripe-signature': second }])
      for (const secrets of [
        [SECRET, OLDER],
        [OLDER, SECRET],
      ]) {
        expect(marksOf(secrets, headers)).toHaveLength(2)
        expect(marksOf(secrets, headers)).toContain(alone)
      }
  })

  test('is remembered for as long as it would be taken', () => {
    const untilOf = (scheme: 'hmac' | 'github', headers: Sent): number => {
      const verified = verifyDelivery(setting(scheme), [SECRET], delivery(headers), NOW)
      return verified.ok ? (verified.value.until.getTime() - NOW.getTime()) / 1_000 : 0
    }
    expect(untilOf('hmac', standard('{"id":1}', AT + 200))).toBe(500)
    expect(untilOf('github', github())).toBe(400 * 86_400)
  })
})

describe('a webhook that is not signed', () => {
  const basic = (text: string): Sent => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })

  test('with Basic brings the whole secret', () => {
    const secret = 'lab:a password of the lab'
    const verify = (headers: Sent): string =>
      refusalOf(verifyDelivery(setting('basic'), [secret], delivery(headers), NOW))
    expect(verify(basic(secret))).toBe('accepted')
    expect(verify(basic('lab:another password..'))).toBe('mismatch')
    expect(verify(basic(secret.slice(0, -1)))).toBe('mismatch')
    expect(verify({ authorization: `Bearer ${secret}` })).toBe('not_signed')
    expect(verify({})).toBe('not_signed')
  })

  test('is refused without a setting, and taken if the setting says none', () => {
    expect(refusalOf(verifyDelivery(undefined, [SECRET], delivery(github()), NOW))).toBe('no_setting')
    expect(refusalOf(verifyDelivery(setting('none'), [], delivery({}), NOW))).toBe('accepted')
  })

  test('with a certificate of a trusted proxy is taken if it is listed and in date', () => {
    const { raw, fingerprint256 } = new X509Certificate(CERTIFICATE)
    const listed = setting('mtls-header', { certificate: [fingerprint256] })
    const verify = (certificate: string | undefined, now = NOW, setting = listed): string =>
      refusalOf(verifyDelivery(setting, [], delivery({}, '', { certificate }), now))
    const base64 = raw.toString('base64')
    for (const text of [`:${base64}:`, base64, encodeURIComponent(CERTIFICATE), encodeURIComponent(base64)])
      expect(verify(text)).toBe('accepted')
    expect(verify(undefined)).toBe('not_signed')
    expect(verify(`:${base64}:, :${base64}:`)).toBe('malformed')
    expect(verify('%zz')).toBe('malformed')
    expect(verify(`:${base64}:`, new Date('2200-01-01T00:00:00Z'))).toBe('malformed')
    const other = setting('mtls-header', { certificate: [fingerprint256.replace(/^../, '00')] })
    expect(verify(base64, NOW, other)).toBe('mismatch')
    expect(verify(base64, NOW, setting('mtls-header'))).toBe('mismatch')
  })
})
