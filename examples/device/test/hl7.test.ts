import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resultsOf } from '../src/analyzer/observations.ts'
import { identifiersOf } from '../src/analyzer/patient.ts'
import { isLoinc } from '../src/analyzer/tests.ts'
import { ucumOf } from '../src/analyzer/units.ts'
import { acknowledge } from '../src/hl7/acknowledgment.ts'
import { parseMessage } from '../src/hl7/message.ts'
import { frame, Unframer } from '../src/hl7/mllp.ts'
import { MessageRefused } from '../src/hl7/refusal.ts'
import { readTimestamp } from '../src/hl7/timestamp.ts'
import { messageOf } from './laboratory.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8')

describe('MLLP', () => {
  test('gives whole messages, however their bytes come', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '|', '\r', 'é', ' ') })
    fc.assert(
      fc.property(fc.array(text), fc.array(fc.nat({ max: 30 })), (messages, cuts) => {
        const stream = Buffer.concat(messages.map(frame))
        const unframer = new Unframer(10_000)
        const got: string[] = []
        let at = 0
        for (const size of [...cuts, stream.length]) {
          got.push(...unframer.push(stream.subarray(at, at + size)).map(String))
          at += size
        }
        expect([got, unframer.rest.length]).toEqual([messages, 0])
      }),
    )
  })

  test('skips what stands between messages, and keeps what has begun', () => {
    const unframer = new Unframer(100)
    const noisy = Buffer.concat([bytes('noise\r\n'), frame('one'), bytes('\r\nmore'), frame('two').subarray(0, 3)])
    expect(unframer.push(noisy).map(String)).toEqual(['one'])
    expect(unframer.rest.toString()).toBe('tw')
    expect(() => unframer.push(Buffer.alloc(101, 'x'))).toThrow(/at most 100 bytes/)
  })
})

describe('a message', () => {
  test('is cut with the delimiters that it names, and its escapes are read', () => {
    const { segments } = parseMessage(bytes('MSH#*!?%#A*B#\rOBX#1#ST#X#1#a?T?b?F?c?S?d?R?e?E?f?.br?g!second#*u%v\r'))
    const [header, obx] = segments
    expect([header?.text(3), header?.text(3, 2), header?.raw(2)]).toEqual(['A', 'B', '*!?%'])
    expect(obx?.text(5)).toBe('a%b#c*d!e?f\ng')
    expect([obx?.count(5), obx?.text(5, 1, { repetition: 2 })]).toEqual([2, 'second'])
    expect([obx?.text(6, 2), obx?.text(6, 2, { subcomponent: 2 }), obx?.text(99)]).toEqual(['u', 'v', ''])
  })

  test('is read in the character set of MSH-18', () => {
    const head = 'MSH|^~\\&|A|B|C|D|2026||ORU^R01|1|P|2.5.1||||||'
    const name = (set: string, content: Buffer): string | undefined =>
      parseMessage(Buffer.concat([bytes(`${head}${set}\rPID|1||`), content, bytes('\r')])).segments[1]?.text(3)
    expect(name('UNICODE UTF-8', bytes('Zoë'))).toBe('Zoë')
    expect(name('8859/1', Buffer.from('Zoë', 'latin1'))).toBe('Zoë')
    expect(() => name('UNICODE UTF-8', Buffer.from('Zoë', 'latin1'))).toThrow(/not UTF-8/)
    expect(() => name('', bytes('Zoë'))).toThrow(/not ASCII/)
    expect(() => name('UNICODE UTF-16', bytes('Zoe'))).toThrow(/Send ASCII/)
  })

  test.each([
    ['nothing', '', /begins with MSH/],
    ['something else', 'GET / HTTP/1.1\r\n', /begins with MSH/],
    ['a mark twice', 'MSH|^^\\&|A\r', /begins with MSH/],
    ['too few marks', 'MSH|^~|A\r', /begins with MSH/],
    ['a letter for a mark', 'MSH|^~\\A|A\r', /begins with MSH/],
    ['a last segment without its end', 'MSH|^~\\&|A\rOBX|1|NM|GLU||5', /cut off/],
    ['line feeds', 'MSH|^~\\&|A\r\nPID|1\r\n', /cut off|no segment/],
    ['a line that is no segment', 'MSH|^~\\&|A\rpid|1\r', /Line 2/],
    ['a second header', 'MSH|^~\\&|A\rMSH|^~\\&|B\r', /Line 2/],
    ['control characters', 'MSH|^~\\&|A\0\r', /control characters/],
  ])('is refused as none: %s', (_, text, why) => {
    expect(() => parseMessage(bytes(text))).toThrow(why)
    expect(() => parseMessage(bytes(text))).toThrow(MessageRefused)
  })

  test('cut off anywhere is refused, never taken for another', () => {
    const text = 'MSH|^~\\&|A|B|C|D|2026||ORU^R01|1|P|2.5.1\rPID|1||7\rOBR|1\rOBX|1|NM|GLU^^L||105|mg/dL|||||F\r'
    const cuts = Array.from({ length: text.length - 1 }, (_, index) => text.slice(0, index + 1))
    const inSegments = cuts.filter((cut) => !cut.endsWith('\r'))
    expect(inSegments.length).toBeGreaterThan(80)
    for (const cut of inSegments) expect(() => parseMessage(bytes(cut))).toThrow(MessageRefused)
  })

  test('of any bytes is read or refused, and answered with an answer that can be read', () => {
    const message = fc.uint8Array({ maxLength: 200 }).map((noise) => Buffer.from(noise))
    const withHeader = message.map((noise) => Buffer.concat([bytes('MSH|^~\\&|A|B'), noise]))
    fc.assert(
      fc.property(fc.oneof(message, withHeader), (content) => {
        let refusal: MessageRefused | undefined
        try {
          parseMessage(content)
        } catch (error) {
          expect(error).toBeInstanceOf(MessageRefused)
          refusal = error as MessageRefused
        }
        const answer = parseMessage(bytes(acknowledge(content, refusal, new Date())))
        expect(answer.segments[1]?.text(1)).toBe(refusal?.acknowledgment ?? 'AA')
        expect(answer.segments.length).toBe(refusal === undefined ? 2 : 3)
      }),
    )
  })
})

test('a message that is spoilt anywhere is taken or refused, and never breaks the host', () => {
  const whole = messageOf(['NM|GLU^^L||105|mg/dL|70-99|H|||F', 'SN|ANA^^L||^1^:^128||||||F']).toString()
  const place = { timeZone: 'Europe/Berlin', resultSystem: 'urn:r', now: new Date('2026-11-25') }
  const spoil = fc.constantFrom(
    '|',
    '^',
    '~',
    '\\',
    '&',
    '""',
    '\r',
    '',
    '0',
    '-',
    'constructor',
    '__proto__',
    '\r\rOBX|',
  )
  const damage = fc.record({ at: fc.nat(whole.length), length: fc.nat(6), by: spoil })
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (all) => {
      const text = all.reduce((it, { at, length, by }) => it.slice(0, at) + by + it.slice(at + length), whole)
      try {
        const message = parseMessage(bytes(text))
        identifiersOf(message, new Map([['HILLSIDE', 'urn:mrn']]))
        expect(resultsOf(message, place).every(({ status, code }) => status && code.text !== undefined)).toBe(true)
      } catch (error) {
        expect(error).toBeInstanceOf(MessageRefused)
      }
    }),
  )
})

test('an answer goes back to the sender, names the control id, and cannot be broken out of', () => {
  const sent = bytes('MSH|^~\\&|CHEM1|LAB|DAMSON|HILL|2026||ORU^R01|4\\T\\2|P|2.5.1\r')
  const refusal = new MessageRefused('AE', 204, 'PID^1^3', 'a|b\rMSA|AA|42')
  const { header, segments } = parseMessage(bytes(acknowledge(sent, refusal, new Date('2026-11-25T10:00:00Z'))))
  expect([3, 4, 5, 6, 7].map((field) => header.text(field))).toEqual([
    'DAMSON',
    'HILL',
    'CHEM1',
    'LAB',
    '20261125100000+0000',
  ])
  const [, msa, err] = segments
  expect([msa?.text(1), msa?.text(2), msa?.text(3)]).toEqual(['AE', '4&2', 'a|b MSA|AA|42'])
  expect([err?.raw(2), err?.text(3), err?.text(3, 3), err?.text(4)]).toEqual(['PID^1^3', '204', 'HL70357', 'E'])
  expect(segments).toHaveLength(3)
})

test.each<[string, string | undefined, string | undefined]>([
  ['2026', undefined, '2026'],
  ['202611', undefined, '2026-11'],
  ['20261125', '+0100', '2026-11-25'],
  ['202611251015', '+0100', '2026-11-25T10:15:00+01:00'],
  ['20261125101530.123-0500', '+0100', '2026-11-25T10:15:30.123-05:00'],
  ['202611251015', undefined, '2026-11-25T10:15:00+01:00'],
  ['202607251015', undefined, '2026-07-25T10:15:00+02:00'],
  // The clocks go back at 03:00 on this day: an hour before and after it.
  ['202610250130', undefined, '2026-10-25T01:30:00+02:00'],
  ['202610250330', undefined, '2026-10-25T03:30:00+01:00'],
  ['20260230', undefined, undefined],
  ['202613', undefined, undefined],
  ['202611252415', undefined, undefined],
  ['202611251060', undefined, undefined],
  ['202611251015+9900', undefined, undefined],
  ['25.11.2026', undefined, undefined],
  ['1026', undefined, undefined],
])('the time %s, zone of the message %s, is %s', (text, zone, expected) => {
  expect(readTimestamp(text, zone, 'Europe/Berlin')).toBe(expected)
})

test('units are known letter by letter, and LOINC codes by their check digit', () => {
  expect(['mg/dL', 'MG/DL', 'µg/L', 'K/uL', 'mmHg'].map(ucumOf)).toEqual([
    'mg/dL',
    'mg/dL',
    'ug/L',
    '10*3/uL',
    'mm[Hg]',
  ])
  expect(['G/L', 'mg', 'Mg/dL', '', 'constructor'].map(ucumOf)).toEqual(Array.from({ length: 5 }))
  expect(['2345-7', '718-7', '85354-9', '59408-5'].map(isLoinc)).toEqual([true, true, true, true])
  expect(['2345-8', '2354-7', '2345', '', 'GLU'].map(isLoinc)).toEqual(Array.from({ length: 5 }, () => false))
})
