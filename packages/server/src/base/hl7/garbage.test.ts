import { describe, expect, test } from 'vitest'
import { Hl7Message, isHl7, negativeAck, readHl7 } from './index.ts'

const NOW = new Date('2026-01-02T03:04:05Z')
const bytes = (...parts: (string | number[] | Uint8Array)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)))
const header = (charset = ''): string => `MSH|^~\\&|LAB|HOSP|EHR|CLINIC|2024||ADT^A01|77|T|2.5||||||${charset}`

describe('garbage of HL7 v2', () => {
  test.each<[string, string | Uint8Array, string, number]>([
    ['nothing', '', 'MSH^1', 100],
    ['no message', 'hello', 'MSH^1', 100],
    ['JSON', '{"resourceType":"Patient"}', 'MSH^1', 100],
    ['another segment first', 'PID|1\rMSH|^~\\&|', 'MSH^1', 100],
    ['no separators', 'MSH', 'MSH^1^2', 102],
    ['letters for separators', 'MSHabcde|A', 'MSH^1^2', 102],
    ['the same separator twice', 'MSH|^^\\&|A', 'MSH^1^2', 102],
    ['a segment without a name', `${header()}\r|x|y`, '', 100],
    ['two messages in one', `${header()}\r${header()}`, '', 100],
    ['a line that was broken', `${header()}\rPID|1||long\nname|x`, '', 100],
    ['a control character', `${header()}\rPID|1||\u0000`, '', 102],
    ['bytes that are not UTF-8', bytes(header(), '\rPID|1|\rPID|2||M', [0xfc], 'ller|x'), 'PID^2^3', 102],
    ['such bytes in the header', bytes('MSH|^~\\&|M', [0xfc], 'ller|HOSP'), 'MSH^1^3', 102],
    ['an unknown character set', bytes(header('KOI8-R'), [0x0d], 'PID|1'), 'MSH^1^18', 103],
  ])('%s is refused with its place', (_, input, place, condition) => {
    const read = readHl7(bytes(input))
    expect(read).toMatchObject({ ok: false, refusal: { ackCode: 'AR', place, condition } })
    if (read.ok) return
    const ack = Hl7Message.parse(negativeAck(bytes(input), read.refusal, 'ID1', NOW))
    expect(ack.getAckType()).toBe('AR')
    const err = ack.getSegment('ERR')
    expect([String(err?.getField(2)), err?.getComponent(3, 1), String(err?.getField(4))]).toEqual([
      place,
      String(condition),
      'E',
    ])
    expect(String(err?.getField(8)).length).toBeGreaterThan(10)
  })

  test('is answered to whom it came from, with the id of the message, and with its marks written out', () => {
    const refusal = { ackCode: 'AE', condition: 207, place: 'PID^1^5', text: 'a|b^c & d~e\\f\n' } as const
    const ack = Hl7Message.parse(negativeAck(bytes(header()), refusal, 'ID1', NOW))
    expect([3, 4, 5, 6, 7, 10, 11].map((field) => ack.header.getComponent(field, 1))).toEqual([
      'EHR',
      'CLINIC',
      'LAB',
      'HOSP',
      '20260102030405',
      'ID1',
      'T',
    ])
    expect([ack.getSegment('MSA')?.getComponent(1, 1), ack.getSegment('MSA')?.getComponent(2, 1)]).toEqual(['AE', '77'])
    expect(String(ack.getSegment('ERR')?.getField(8))).toBe('a\\F\\b\\S\\c \\T\\ d\\R\\e\\E\\f ')
  })

  test.each([
    ['UTF-8', bytes(header(), [0x0d], 'PID|1||Müller')],
    ['UTF-8, by name', bytes(header('UNICODE UTF-8'), [0x0d], 'PID|1||Müller')],
    ['Latin 1, by name', bytes(header('8859/1'), [0x0d], 'PID|1||M', [0xfc], 'ller', [0x0d])],
    ['a frame of MLLP', bytes([0x0b], header(), [0x0d], 'PID|1||Müller', [0x0d, 0x1c, 0x0d])],
  ])('is not %s', (_, input) => {
    const read = readHl7(input)
    expect(read.ok && Hl7Message.parse(read.value).getSegment('PID')?.getComponent(3, 1)).toBe('Müller')
  })

  test('is in the charset that the sender names outside of it, whatever MSH-18 says', () => {
    const latin = bytes(header('UNICODE UTF-8'), '\rPID|1||M', [0xfc], 'ller')
    expect(readHl7(latin)).toMatchObject({ ok: false, refusal: { place: 'PID^1^3' } })
    expect(readHl7(latin, 'iso-8859-1')).toMatchObject({ ok: true, value: expect.stringContaining('Müller') })
  })

  test('is answered with nothing that is long or does not print', () => {
    const odd = bytes(`MSH|^~\\&|${'L'.repeat(300)}|HO\u202eSP|EHR|CLINIC|2024||ADT^A01|77|T|2.5`)
    const refusal = { ackCode: 'AR', condition: 102, place: '', text: 'no' } as const
    expect(negativeAck(odd, refusal, 'ID1', NOW)).toBe(
      'MSH|^~\\&|EHR|CLINIC|||20260102030405||ACK^A01|ID1|T|2.5\rMSA|AR|77|Application Reject\rERR|||102^Data type error^HL70357|E||||no\r',
    )
  })

  test.each(['x-application/hl7-v2+er7', 'APPLICATION/hl7-v2; charset=utf-8'])('%s is its type', (type) => {
    expect([isHl7(type), isHl7('text/plain')]).toEqual([true, false])
  })
})
