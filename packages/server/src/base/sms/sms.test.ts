import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createOutbound } from '#base/outbound'
import { createSmsInbox, createSmsSender, SmsSettings } from './index.ts'

let provider: Server
let url: string
let status = 200
let seen: { headers: IncomingMessage['headers']; body: string }[] = []
beforeAll(async () => {
  provider = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      seen.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
      response.writeHead(status, status === 302 ? { location: '/' } : {}).end('{}')
    })
  })
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/messages`
})
afterAll(() => new Promise((resolve) => provider.close(resolve)))
beforeEach(() => {
  seen = []
  status = 200
})

const outbound = createOutbound({ loopback: true, allowedNetworks: [] })
const senderOf = (settings: object) => createSmsSender(SmsSettings.parse({ url, ...settings }), outbound)
const message = { to: '+4915123456789', text: '123456 is "yours" & no {to}\n\n@host #123456' }

test('a message is sent as JSON by default', async () => {
  await senderOf({ secret: 'Bearer key' })?.send(message)
  expect(seen).toHaveLength(1)
  expect(seen[0]?.headers).toMatchObject({ 'content-type': 'application/json', authorization: 'Bearer key' })
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual(message)
})

test('a form, a nested object and another header are templates too', async () => {
  await senderOf({ body: 'To={to}&From=%2B15005550006&Body={text}' })?.send(message)
  expect(seen[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded')
  expect(Object.fromEntries(new URLSearchParams(seen[0]?.body))).toEqual({
    To: message.to,
    From: '+15005550006',
    Body: message.text,
  })
  const body = '{"messages":[{"recipients":["{digits}"],"content":"{text}","flash":false}]}'
  await senderOf({ body, secret: 'key', secretHeader: 'X-Api-Key' })?.send(message)
  expect(seen[1]?.headers).toMatchObject({ 'x-api-key': 'key' })
  expect(seen[1]?.headers).not.toHaveProperty('authorization')
  expect(JSON.parse(seen[1]?.body ?? '')).toEqual({
    messages: [{ recipients: ['4915123456789'], content: message.text, flash: false }],
  })
})

test.each([302, 400, 401, 500])('an answer %i is an error that names neither number nor text', async (answer) => {
  status = answer
  const failed = senderOf({})?.send(message)
  await expect(failed).rejects.toThrow(/SMS provider/)
  const text = await failed?.catch((error: Error) => `${error.message} ${error.stack}`)
  expect(text).not.toMatch(/4915123456789|123456 is/)
})

test('a template without its places is refused, and no provider is no sender', () => {
  for (const body of ['{"to":"{to}"}', 'To={to}', '{"text":"{text}"}', '{"to":"{to}","text":"{text}"', 'hello'])
    expect(SmsSettings.safeParse({ url, body }).success, body).toBe(false)
  for (const settings of [{ url: 'ftp://sms.example' }, { secretHeader: 'a b' }, { secretHeader: 'x:y' }])
    expect(SmsSettings.safeParse(settings).success, JSON.stringify(settings)).toBe(false)
  expect(createSmsSender(SmsSettings.parse({}), outbound)).toBeUndefined()
})

test('the inbox keeps the newest messages', async () => {
  const inbox = createSmsInbox(() => new Date(0))
  for (let n = 0; n < 120; n += 1) await inbox.send({ to: '+4915123456789', text: String(n) })
  expect(inbox.messages()).toHaveLength(100)
  expect(inbox.messages()[0]).toMatchObject({ text: '119' })
})
