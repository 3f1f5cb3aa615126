import { createSocket, type Socket } from 'node:dgram'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DnsSettings } from './settings.ts'
import { createReadTxt } from './txt.ts'

const [NO_ERROR, SERVER_FAILURE, NO_SUCH_NAME] = [0, 2, 3]
const LONG = 'x'.repeat(300)

/** By name: the texts of its records, each in parts of 255 bytes; or the code of an error. */
const ZONE: Readonly<Record<string, readonly string[] | number>> = {
  'one.example.org': ['damson=1'],
  'two.example.org': ['v=spf1 -all', LONG],
  'empty.example.org': [],
  'gone.example.org': NO_SUCH_NAME,
  'broken.example.org': SERVER_FAILURE,
}

let socket: Socket
let server = ''

beforeAll(async () => {
  socket = createSocket('udp4')
  socket.on('message', (question, { port, address }) => socket.send(replyTo(question), port, address))
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  server = `127.0.0.1:${socket.address().port}`
})
afterAll(() => socket.close())

/** A DNS message (RFC 1035 §4.1): the question again, and what the zone has. */
function replyTo(question: Buffer): Buffer {
  const labels: string[] = []
  let at = 12
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.subarray(at + 1, at + 1 + length).toString())
    at += length + 1
  }
  const found = ZONE[labels.join('.').toLowerCase()] ?? NO_SUCH_NAME
  const [code, texts] = typeof found === 'number' ? [found, []] : [NO_ERROR, found]
  const header = Buffer.from([question[0] ?? 0, question[1] ?? 0, 0x81, 0x80 | code, 0, 1, 0, texts.length, 0, 0, 0, 0])
  return Buffer.concat([header, question.subarray(12, at + 5), ...texts.map(recordOf)])
}

function recordOf(text: string): Buffer {
  const parts = text.match(/.{1,255}/gs) ?? ['']
  const data = Buffer.concat(parts.map((part) => Buffer.concat([Buffer.from([part.length]), Buffer.from(part)])))
  const size = Buffer.alloc(2)
  size.writeUInt16BE(data.length)
  return Buffer.concat([Buffer.from([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60]), size, data])
}

describe('the TXT records of a name', () => {
  const readTxt = (name: string) => createReadTxt([server])(name)

  test('are read whole, however many parts they are published in', async () => {
    expect(await readTxt('one.example.org')).toEqual(['damson=1'])
    expect([...(await readTxt('two.example.org'))].sort()).toEqual(['v=spf1 -all', LONG])
  })

  test('are none where the name has none, or is not there', async () => {
    expect(await readTxt('empty.example.org')).toEqual([])
    expect(await readTxt('gone.example.org')).toEqual([])
  })

  test('are not known where the server cannot say', async () => {
    await expect(readTxt('broken.example.org')).rejects.toThrow()
  })
})

test('the settings take addresses of servers and nothing else', () => {
  expect(DnsSettings.parse({}).servers).toEqual([])
  expect(DnsSettings.parse({ servers: '10.0.0.53, [::1]:5353' }).servers).toEqual(['10.0.0.53', '[::1]:5353'])
  expect(DnsSettings.safeParse({ servers: 'dns.example.org' }).success).toBe(false)
})
