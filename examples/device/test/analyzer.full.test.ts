import type { Observation } from '@damson/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseMessage } from '../src/hl7/message.ts'
import { type Laboratory, messageOf, RESULTS, startLaboratory } from './laboratory.ts'

const GLUCOSE = 'NM|GLU^Glucose^L|1|105|mg/dL|70-99|H|||F'

describe('the analyzer', () => {
  let laboratory: Laboratory
  beforeAll(async () => {
    laboratory = await startLaboratory()
  })
  afterAll(() => laboratory.world.close())

  const answered = (acknowledgment: string): { code: string; condition: string; place: string; text: string } => {
    const [, msa, err] = parseMessage(Buffer.from(acknowledgment)).segments
    return {
      code: msa?.text(1) ?? '',
      condition: err?.text(3) ?? '',
      place: err?.raw(2) ?? '',
      text: msa?.text(3) ?? '',
    }
  }
  /** What is new after this message. */
  const written = async (message: Buffer, desk = laboratory.desk()): Promise<readonly Observation[]> => {
    const before = new Set((await laboratory.observations()).map(({ id }) => id))
    const { acknowledgment } = await desk(message)
    expect(answered(acknowledgment)).toMatchObject({ code: 'AA', text: '' })
    return (await laboratory.observations()).filter(({ id }) => !before.has(id))
  }
  const only = async (message: Buffer): Promise<Observation | undefined> => {
    const [observation, another] = await written(message)
    expect(another).toBeUndefined()
    return observation
  }

  test('writes a number as it was measured, with code, unit, time, patient and sender', async () => {
    const { id: _, meta: __, ...content } = (await only(messageOf([GLUCOSE], { id: 'N1' }))) ?? {}
    expect(content).toEqual({
      resourceType: 'Observation',
      identifier: [{ system: RESULTS, value: 'CHEM1:LAB:N1:1' }],
      status: 'final',
      category: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
      ],
      code: {
        coding: [
          { system: 'http://loinc.org', code: '2345-7', display: 'Glucose' },
          { code: 'GLU', display: 'Glucose' },
        ],
        text: 'Glucose',
      },
      subject: { reference: `Patient/${laboratory.patients[0]}` },
      effectiveDateTime: '2026-11-24T08:15:00+01:00',
      valueQuantity: { value: 105, unit: 'mg/dL', system: 'http://unitsofmeasure.org', code: 'mg/dL' },
      interpretation: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', code: 'H' }] },
      ],
      referenceRange: [{ text: '70-99' }],
      device: { display: 'CHEM1, LAB' },
    })
  })

  test('keeps the digits of a number: 5.20 is not 5.2', async () => {
    await only(messageOf(['NM|2823-3^Potassium^LN||5.20|mmol/L|||||F'], { id: 'DIGITS' }))
    const { text } = await laboratory.world.call('fhir/R4/Observation?identifier=CHEM1:LAB:DIGITS:1', {
      token: laboratory.owner.token,
    })
    expect(text).toMatch(/"value":5\.20\b/)
  })

  test.each<[string, string, Partial<Observation>]>([
    ['text', 'ST|UCOL^Color^L||straw\\T\\clear||||||F', { valueString: 'straw&clear' }],
    [
      'a code (CWE)',
      'CWE|883-9^ABO group^LN||112144000^Blood group A^SCT||||||F',
      {
        valueCodeableConcept: {
          coding: [{ system: 'http://snomed.info/sct', code: '112144000', display: 'Blood group A' }],
          text: 'Blood group A',
        },
      },
    ],
    [
      'a code (CE) of the house',
      'CE|ABO^ABO^L||A^Group A^L||||||F',
      { valueCodeableConcept: { coding: [{ code: 'A', display: 'Group A' }], text: 'Group A' } },
    ],
    [
      'a number below what can be measured',
      'SN|TNT^Troponin^L||<^0.01|ug/L|||||F',
      {
        valueQuantity: {
          value: 0.01,
          comparator: '<',
          unit: 'ug/L',
          system: 'http://unitsofmeasure.org',
          code: 'ug/L',
        },
      },
    ],
    [
      'a titer',
      'SN|ANA^ANA titer^L||^1^:^128||||||F',
      { valueRatio: { numerator: { value: 1 }, denominator: { value: 128 } } },
    ],
    [
      'a number without a unit, where the test has none',
      'NM|INR^INR^L||2.5||||||F',
      { valueQuantity: { value: 2.5, system: 'http://unitsofmeasure.org', code: '1' } },
    ],
    ['a result that is not final', 'ST|UCOL^Color^L||red||||||P', { status: 'preliminary' }],
    ['a time of its own', `${GLUCOSE}|||20261124060000-0500`, { effectiveDateTime: '2026-11-24T06:00:00-05:00' }],
  ])('understands %s', async (_, obx, expected) => {
    expect(await only(messageOf([obx]))).toMatchObject(expected)
  })

  test('writes what could not be measured as such, without a value', async () => {
    const cancelled = await only(messageOf(['NM|GLU^Glucose^L||||||||X']))
    expect(cancelled?.status).toBe('cancelled')
    expect([cancelled?.valueQuantity, cancelled?.dataAbsentReason?.coding?.[0]?.code]).toEqual([
      undefined,
      'not-performed',
    ])
  })

  test('keeps notes with their result, and names in their letters', async () => {
    const message = messageOf([GLUCOSE, 'ST|UCOL^Color^L||gelb, trüb||||||F'])
    const noted = Buffer.from(message.toString().replace(/\rOBX\|2/, '\rNTE|1||hemolytic\rOBX|2'))
    const [glucose, color] = [...(await written(noted))].sort((a, b) =>
      (a.valueString ?? '').localeCompare(b.valueString ?? ''),
    )
    expect([glucose?.note, color?.note, color?.valueString]).toEqual([[{ text: 'hemolytic' }], undefined, 'gelb, trüb'])
  })

  test('finds the patient by any of their numbers', async () => {
    const pid = '999^^^SOMEWHERE~other-100002^^^OTHER~100002^^^HILLSIDE||Doe^J||19901224'
    expect((await only(messageOf([GLUCOSE], { pid })))?.subject?.reference).toBe(`Patient/${laboratory.patients[1]}`)
  })

  test('writes a message that is sent twice, or ten times at once, once', async () => {
    const message = messageOf([GLUCOSE, 'NM|2951-2^Sodium^LN||140|mmol/L|||||F'], { id: 'TWICE' })
    expect(await written(message)).toHaveLength(2)
    expect(await written(message)).toEqual([])
    const other = messageOf([GLUCOSE, 'NM|2951-2^Sodium^LN||140|mmol/L|||||F'], { id: 'AT-ONCE' })
    const desks = Array.from({ length: 10 }, () => laboratory.desk())
    const before = (await laboratory.observations()).length
    const codes = await Promise.all(desks.map(async (desk) => (await desk(other)).code))
    expect(codes).toEqual(codes.map(() => 'AA'))
    expect((await laboratory.observations()).length - before).toBe(2)
  })

  test.each<[string, string, string, string, RegExp, Parameters<typeof messageOf>]>([
    ['an unknown patient', 'AE', '204', 'PID^1^3', /not known/, [[GLUCOSE], { pid: '424242^^^HILLSIDE' }]],
    ['an unknown authority', 'AE', '204', 'PID^1^3', /HILLSIDE/, [[GLUCOSE], { pid: '100001^^^ELSEWHERE' }]],
    ['an authority of another kind', 'AE', '204', 'PID^1^3', /HILLSIDE/, [[GLUCOSE], { pid: '100001^^^constructor' }]],
    ['no number', 'AE', '204', 'PID^1^3', /HILLSIDE/, [[GLUCOSE], { pid: '||Doe' }]],
    [
      'numbers of two patients',
      'AE',
      '205',
      'PID^1^3',
      /several/,
      [[GLUCOSE], { pid: '100001^^^HILLSIDE~100002^^^HILLSIDE' }],
    ],
    [
      'another date of birth',
      'AE',
      '204',
      'PID^1^7',
      /another day/,
      [[GLUCOSE], { pid: '100001^^^HILLSIDE||||19800402' }],
    ],
    ['a number that is a search', 'AE', '204', 'PID^1^3', /not known/, [[GLUCOSE], { pid: '1,100001^^^HILLSIDE' }]],
    ['an absurd number', 'AE', '102', 'OBX^1^5', /No person/, [['NM|GLU^^L||105000|mg/dL|||||F']]],
    ['a negative one', 'AE', '102', 'OBX^1^5', /No person/, [['NM|GLU^^L||-5|mg/dL|||||F']]],
    ['an endless one', 'AE', '102', 'OBX^1^5', /15 digits/, [[`NM|ANA^^L||${'9'.repeat(400)}|mg/dL|||||F`]]],
    ['infinity', 'AE', '102', 'OBX^1^5', /no number/, [['NM|GLU^^L||Infinity|mg/dL|||||F']]],
    ['an exponent', 'AE', '102', 'OBX^1^5', /no number/, [['NM|GLU^^L||1e2|mg/dL|||||F']]],
    ['a comma', 'AE', '102', 'OBX^1^5', /no number/, [['NM|2823-3^^LN||5,2|mmol/L|||||F']]],
    ['no number', 'AE', '102', 'OBX^1^5', /no number/, [['NM|GLU^^L||high|mg/dL|||||F']]],
    ['no value', 'AE', '101', 'OBX^1^5', /missing/, [['ST|UCOL^^L||||||||F']]],
    ['two values', 'AE', '102', 'OBX^1^5', /one value/, [['NM|GLU^^L||105~106|mg/dL|||||F']]],
    ['no unit', 'AE', '101', 'OBX^1^6', /missing/, [['NM|GLU^^L||105||||||F']]],
    ['an unknown unit', 'AE', '103', 'OBX^1^6', /not known/, [['NM|GLU^^L||105|stones|||||F']]],
    ['a unit of another test', 'AE', '103', 'OBX^1^6', /not measured/, [['NM|GLU^^L||105|mmol/L|||||F']]],
    ['an unknown test', 'AE', '103', 'OBX^1^3', /not known/, [['NM|MAGIC^^L||1|mg/dL|||||F']]],
    ['a LOINC code with a typing error', 'AE', '103', 'OBX^1^3', /check digit/, [['NM|2345-8^^LN||1|mg/dL|||||F']]],
    ['another type of value', 'AE', '102', 'OBX^1^2', /type NM/, [['ED|GLU^^L||x||||||F']]],
    ['an unknown flag', 'AE', '103', 'OBX^1^8', /flag/, [['NM|GLU^^L||105|mg/dL||?|||F']]],
    ['a correction', 'AE', '103', 'OBX^1^11', /may not/, [['NM|GLU^^L||105|mg/dL|||||C']]],
    ['a status of another kind', 'AE', '103', 'OBX^1^11', /New results/, [['NM|GLU^^L||105|mg/dL|||||constructor']]],
    ['an escape of another kind', 'AE', '102', 'OBX^1^5', /escape/, [['ST|UCOL^^L||\\constructor\\||||||F']]],
    ['an escape without end', 'AE', '102', 'OBX^1^5', /escape/, [['ST|UCOL^^L||a\\T||||||F']]],
    ['too many results', 'AE', '103', 'OBX^501^0', /at most 500/, [Array.from({ length: 501 }, () => GLUCOSE)]],
    ['no status', 'AE', '103', 'OBX^1^11', /New results/, [['NM|GLU^^L||105|mg/dL']]],
    [
      'a comparator that is none',
      'AE',
      '103',
      'OBX^1^5',
      /comparator/,
      [['SN|TNT^^L||~^1|ug/L|||||F'.replace('~', '?')]],
    ],
    ['no time', 'AE', '101', 'OBX^1^14', /missing/, [[GLUCOSE], { obr: '1' }]],
    ['the 30th of February', 'AE', '102', 'OBR^1^7', /no time/, [[GLUCOSE], { obr: '1||||||20260230' }]],
    ['the future', 'AE', '102', 'OBX^1^14', /future/, [[`${GLUCOSE}|||20990101`]]],
    ['no result', 'AE', '101', 'OBX^1', /no result/, [[]]],
    ['another message', 'AR', '200', 'MSH^1^9', /ORU/, [[GLUCOSE], { header: { 9: 'ADT^A01' } }]],
    ['another event', 'AR', '201', 'MSH^1^9', /ORU/, [[GLUCOSE], { header: { 9: 'ORU^R30' } }]],
    ['a test message', 'AR', '202', 'MSH^1^11', /production/, [[GLUCOSE], { header: { 11: 'T' } }]],
    ['version 3', 'AR', '203', 'MSH^1^12', /Versions/, [[GLUCOSE], { header: { 12: '3.0' } }]],
    ['no control id', 'AR', '101', 'MSH^1^10', /control id/, [[GLUCOSE], { id: '' }]],
    ['an unknown character set', 'AR', '102', 'MSH^1^18', /UTF-8/, [[GLUCOSE], { set: 'UNICODE UTF-16' }]],
  ])('refuses %s with %s %s at %s, and writes nothing', async (_, code, condition, place, text, parts) => {
    const [obx, other] = parts
    // A good result before and after: nothing of the message is taken.
    const all = obx.length === 1 && obx[0] !== GLUCOSE ? [...obx, GLUCOSE] : obx
    const before = await laboratory.observations()
    const { acknowledgment } = await laboratory.desk()(messageOf(all, other))
    expect(answered(acknowledgment)).toEqual({ code, condition, place, text: expect.stringMatching(text) })
    expect(await laboratory.observations()).toHaveLength(before.length)
  })

  test('refuses other results under a control id that was used, rather than take them for the same', async () => {
    await written(messageOf([GLUCOSE], { id: 'REUSED' }))
    const before = await laboratory.observations()
    const sodium = 'NM|2951-2^Sodium^LN||140|mmol/L|||||F'
    for (const other of [
      messageOf([GLUCOSE.replace('105', '106'), sodium], { id: 'REUSED' }),
      messageOf([GLUCOSE], { id: 'REUSED', pid: '100002^^^HILLSIDE' }),
      messageOf([sodium, sodium], { id: 'REUSED' }),
    ])
      expect(answered((await laboratory.desk()(other)).acknowledgment)).toMatchObject({ code: 'AE', condition: '205' })
    expect(await laboratory.observations()).toEqual(before)
  })

  test('answers AE while the server is away, and what is sent again is written once', async () => {
    let isAway = true
    const desk = laboratory.desk({
      fetch: (url, init) => (isAway ? Promise.reject(new TypeError('fetch failed')) : fetch(url, init)),
    })
    const message = messageOf([GLUCOSE])
    const away = answered((await desk(message)).acknowledgment)
    expect(away).toMatchObject({
      code: 'AE',
      condition: '207',
      text: expect.stringContaining('send the message again'),
    })
    isAway = false
    expect(await written(message, desk)).toHaveLength(1)
    isAway = true
    expect((await desk(message)).code).toBe('AE')
    isAway = false
    expect(await written(message, desk)).toEqual([])
  })

  test('completes what was begun, when the answer to the first try was lost', async () => {
    let isLost = true
    const desk = laboratory.desk({
      fetch: async (url, init) => {
        const answer = await fetch(url, init)
        // The batch was carried out; the host never hears of it.
        if (isLost && init.method === 'POST' && url.endsWith('fhir/R4')) throw new TypeError('fetch failed')
        return answer
      },
    })
    const message = messageOf([GLUCOSE, 'NM|2951-2^Sodium^LN||140|mmol/L|||||F'])
    const before = (await laboratory.observations()).length
    expect((await desk(message)).code).toBe('AE')
    isLost = false
    expect((await desk(message)).code).toBe('AA')
    expect((await laboratory.observations()).length - before).toBe(2)
  })

  test('signs in once for many messages, and does not try a wrong secret again and again', async () => {
    const urls: string[] = []
    const spy = (url: string, init: RequestInit): Promise<Response> => (urls.push(url), fetch(url, init))
    const tokens = (): number => urls.filter((url) => url.endsWith('oauth2/token')).length
    const desk = laboratory.desk({ fetch: spy })
    for (let i = 0; i < 5; i++) expect((await desk(messageOf([GLUCOSE]))).code).toBe('AA')
    expect(tokens()).toBe(1)
    const wrong = laboratory.desk({ fetch: spy, machine: { ...laboratory.machine, secret: 'C'.repeat(43) } })
    for (let i = 0; i < 5; i++)
      expect(answered((await wrong(messageOf([GLUCOSE]))).acknowledgment)).toMatchObject({
        code: 'AE',
        condition: '207',
        text: expect.stringContaining('id and secret'),
      })
    expect(tokens()).toBe(2)
  })

  test('logs control ids and faults, not patients, results or secrets', async () => {
    const logged: string[] = []
    const desk = laboratory.desk({ logged })
    await desk(messageOf([GLUCOSE], { id: 'L1', pid: '100001^^^HILLSIDE||Doe^Jane||19800401' }))
    await desk(messageOf([GLUCOSE.replace('105', '55555')], { id: 'L2', pid: '100001^^^HILLSIDE||Doe^Jane' }))
    await desk(messageOf([GLUCOSE], { id: 'L3', pid: '777777^^^HILLSIDE||Doe^Jane' }))
    expect(logged).toHaveLength(3)
    expect(logged[0]).toBe('L1 AA')
    expect(logged.join('\n')).not.toMatch(/100001|777777|Doe|1980|55555/)
  })
})
