import * as theirs from '@medplum/core'
import { describe, expect, test } from 'vitest'
import * as ours from '../../../src/base/hl7/index.ts'
import { runInVm } from './in-vm.ts'

const ORU = [
  'MSH|^~\\&|LAB|HOSP|EHR|CLINIC|20240101120000||ORU^R01^ORU_R01|123|P|2.5.1',
  'PID|1||1^^^H~2^^^J||Doe\\T\\Co^John&X^M',
  'OBX|1|NM|a^b||5.1',
  'OBX|2|ST',
].join('\r')
const ODD = 'MSH#$~\\&#A$b#B#C#D#2024##ADT$A01#9#P#2.3\rPID#1$2'

/** What both must say of a message. */
const QUESTIONS: Readonly<Record<string, (message: theirs.Hl7Message) => unknown>> = {
  segments: (message) => message.segments.map(({ name }) => name),
  text: String,
  header: ({ header }) =>
    [0, 1, 2, 3, 7, 9].map((field) => [String(header.getField(field)), String(header.get(field))]),
  components: ({ header }) => [header.getComponent(9, 1), header.getComponent(9, 2), header.getComponent(2, 1)],
  'of a segment': (message) => {
    const pid = message.getSegment('PID')
    return [5, 3, 30].map((field) => [
      field === 3 && pid?.getComponent(field, 1, undefined, 1),
      pid?.getComponent(field, 1),
      pid?.getComponent(field, 2),
      pid?.getComponent(field, 2, 0),
      pid?.getComponent(field, 2, 1),
      pid?.getField(field)?.components,
      String(pid?.getField(field)?.get(1)),
    ])
  },
  found: (message) => [
    message.getAllSegments('OBX').length,
    message.getAll('PID').length,
    message.get('ZZZ'),
    message.get(1)?.name,
  ],
  acknowledged: (message) => {
    const ack = message.buildAck({ ackCode: 'AE', errSegment: theirs.Hl7Segment.parse('ERR||PID^1^5|102') })
    return [ack.getAckType(), String(ack).replace(/\|\d{14}(?:\.\d{1,3})?\|\|(.*?)\|\d{13,20}\|/, '|TIME||$1|ID|')]
  },
  changed: (message) => {
    message.getSegment('PID')?.setField(8, 'M')
    message.getSegment('PID')?.setComponent(5, 1, 'Roe')
    message.getSegment('PID')?.setComponent(11, 3, 'City')
    message.getSegment('PID')?.setComponent(12, 2, 'Z', 1)
    message.header.setField(3, 'APP')
    const made = [
      message.setSegment('NTE', theirs.Hl7Segment.parse('NTE|1|x')),
      message.setSegment(99, theirs.Hl7Segment.parse('NTE|1|x')),
      message.setSegment('PID', theirs.Hl7Segment.parse('PID|9')),
      message.setSegment(0, theirs.Hl7Segment.parse('PID|9')),
      message.setSegment(1, theirs.Hl7Segment.parse('MSH|9')),
    ]
    return [made, String(message)]
  },
}

describe('messages of HL7 v2', () => {
  test.each(Object.keys(QUESTIONS))('are read and changed as @medplum/core does: %s', (name) => {
    for (const text of [ORU, ODD, ORU.replaceAll('\r', '\n')]) {
      // There, an acknowledgement is not cut by the message's own marks, and a text keeps its line feeds.
      if ((name === 'acknowledged' && text === ODD) || (name === 'text' && text.includes('\n'))) continue
      const [a, b] = [ours.Hl7Message.parse(text), theirs.Hl7Message.parse(text)]
      expect(QUESTIONS[name]?.(a as never)).toEqual(QUESTIONS[name]?.(b))
    }
  })

  test('are made of segments and fields', () => {
    const field = new ours.Hl7Field([['a', 'b'], ['c']])
    const segment = new ours.Hl7Segment(['PID', '1', field])
    expect(String(new ours.Hl7Message([new ours.Hl7Segment(['MSH', '^~\\&', 'A']), segment]))).toBe(
      'MSH|^~\\&|A\rPID|1|a^b~c',
    )
    expect(String(ours.Hl7Message.parse(`${ORU}\n`.replaceAll('\r', '\r\n')))).toBe(ORU)
    expect(String(ours.Hl7Message.parse(ODD).buildAck())).toContain('#ACK$A01#')
    expect(() => ours.Hl7Message.parse('garbage')).toThrow('Invalid HL7 message')
    expect([field.setComponent(0, 'x'), segment.setField(0, 'x'), segment.setField(-1, 'x')]).toEqual([
      false,
      false,
      false,
    ])
  })

  test.each([
    ['2024', '2024-01-01T00:00:00.000Z'],
    ['202402', '2024-02-01T00:00:00.000Z'],
    ['20240203', '2024-02-03T00:00:00.000Z'],
    ['2024020304', '2024-02-03T04:00:00.000Z'],
    ['20240203040506', '2024-02-03T04:05:06.000Z'],
    ['20240203040506-0500', '2024-02-03T09:05:06.000Z'],
    ['20240203040506.123+0130', '2024-02-03T02:35:06.123Z'],
    [undefined, undefined],
    ['', undefined],
  ])('have times: %s is %s, as there', (text, time) => {
    expect(ours.parseHl7DateTime(text)).toBe(time)
    expect(theirs.parseHl7DateTime(text)).toBe(time)
    for (const tzOffset of ['-0500', '+02:00'])
      expect(ours.parseHl7DateTime(text, { tzOffset })).toBe(theirs.parseHl7DateTime(text, { tzOffset }))
  })

  test('have parts of seconds, and no day that there is not', () => {
    expect(ours.parseHl7DateTime('20240203040506.7')).toBe('2024-02-03T04:05:06.700Z')
    expect(ours.parseHl7DateTime('20240203040506.7891')).toBe('2024-02-03T04:05:06.789Z')
    for (const none of ['20240231', '20241301', '20240203250000', 'garbage', '2024-02-03', '202'])
      expect(ours.parseHl7DateTime(none), none).toBeUndefined()
    for (const time of ['2024-02-03T04:05:06Z', '2024-02-03T04:05:06.789Z', '2024-02-03', new Date(0)])
      expect(ours.formatHl7DateTime(time)).toBe(theirs.formatHl7DateTime(time))
  })
})

describe('a Bot that is sent HL7 v2', () => {
  const contentType = 'x-application/hl7-v2+er7'
  const bot = `export const handler = async (client, event) => {
    await client.createResource({ resourceType: 'Patient', name: [{ family: event.input.getSegment('PID').getComponent(5, 1) }] })
    return event.input.buildAck()
  }`

  test('gets a message, and answers with one', async () => {
    const { output, calls } = await runInVm(bot, { contentType, encoding: 'text', input: ORU })
    expect(output).toMatchObject({ contentType, text: expect.stringContaining('\rMSA|AA|123|OK') })
    expect(calls).toMatchObject([{ body: expect.stringContaining('Doe') }])
  })
})
