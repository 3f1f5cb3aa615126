import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blockedReason } from './blocked.ts'
import { createBlockedList, packBlocked, readBlocked } from './blocked-list.ts'
import { folded } from './folded.ts'
import { packTexts, readPackedTexts } from './packed-texts.ts'

const list = createBlockedList()()
const ADA = ['Ada', 'Lovelace', 'ada.lovelace@example.org', 'Springfield Clinic', 'id.hospital.example']
const reason = (password: string, words: readonly string[] = ADA) => blockedReason(list, password, words)

describe('the list of common passwords', () => {
  test('is read in less than 100 ms and 10 MB', () => {
    const before = process.memoryUsage()
    const cpu = process.threadCpuUsage()
    const fresh = createBlockedList()()
    const { user, system } = process.threadCpuUsage(cpu)
    const after = process.memoryUsage()
    expect(fresh.all.has('password')).toBe(true)
    expect((user + system) / 1_000).toBeLessThan(100)
    const bytes = after.external + after.heapUsed - before.external - before.heapUsed
    expect(bytes).toBeLessThan(10_000_000)
  })

  test('holds exactly what was put in, whatever that is, and what follows it', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(fc.uniqueArray(text, { minLength: 1, maxLength: 50 }), fc.uint8Array(), (texts, more) => {
        const { texts: packed, rest } = readPackedTexts(Buffer.concat([packTexts(new Set(texts)), more]))
        for (const one of texts) expect(packed.has(one)).toBe(true)
        expect(packed.has(`${texts[0]}?`)).toBe(texts.includes(`${texts[0]}?`))
        expect(Buffer.compare(rest, more)).toBe(0)
      }),
    )
  })

  test('that is cut off is not read', () => {
    const packed = packBlocked({ all: new Set(['password', '12345678']), commonest: new Set(['password']) })
    expect(readBlocked(packed).commonest.has('password')).toBe(true)
    expect(() => readBlocked(packed.subarray(0, -1))).toThrow('cut off')
  })
})

describe('folding', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 40 })

  test('takes a text once and for all', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(folded(folded(text))).toBe(folded(text))
      }),
    )
  })

  test('is the same for every way to write a text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const form of ['NFC', 'NFD'] as const) expect(folded(text.normalize(form))).toBe(folded(text))
      }),
    )
    for (const [one, other] of [
      ['ＰＡＳＳＷＯＲＤ１', 'password1'],
      ['Straße', 'STRASSE'],
      ['ΟΔΟΣ', 'οδος'],
      ['ﬁnance', 'FINANCE'],
      ['GRO\u1e9e', 'groß'],
    ] as const)
      expect(folded(one), one).toBe(folded(other))
  })
})

describe('a password is refused as', () => {
  test.each([
    ['password'],
    ['Password1'],
    ['ＰＡＳＳＷＯＲＤ'],
    ['12345678'],
    ['1qaz2wsx3edc4rfv'],
    ['passwordpassword'],
    ['PolniyPizdec0211'],
  ])('listed: %s', (password) => {
    expect(reason(password)).toBe('listed')
  })

  test.each([
    ['hunter2hunter2hunter2'],
    ['hunter2 hunter2 Hunter2'],
    ['abcabcabcabcabcab'],
    ['🫐'.repeat(15)],
    [' '.repeat(15)],
    ['e\u0301'.repeat(20)],
    ['thirteen char thirteen char '],
  ])('repeated: %s', (password) => {
    expect(reason(password)).toBe('repeated')
  })

  test.each([
    ['abcdefghijklmno'],
    ['98765432100123456'],
    ['!QAZ@WSX#EDC$RFV'],
    ['qwertzuiopüasdfg'],
    ['azertyuiopqsdfgh'],
    ['йцукенгшщзхъфыв'],
    ['ضصثقفغعهخحجدشسيب'],
    ['qqqqqqqqqwwwwwwwwww'],
    ['!a@s#d$f%g^h&j*k(l'],
  ])('walk: %s', (password) => {
    expect(reason(password)).toBe('walk')
  })

  test.each([['passwordletmein123'], ['dragonMonkeyfootball'], ['password 12345678'], ['letmein-trustno1']])(
    'combined: %s',
    (password) => {
      expect(reason(password)).toBe('combined')
    },
  )

  test.each([
    ['ada.lovelace@example.org'],
    ['AdaLovelace1815!'],
    ['lovelace, ada'],
    ['Springfield Clinic 2026'],
    ['hospital lovelace'],
    ['monkey lovelace 99'],
  ])('personal: %s', (password) => {
    expect(reason(password)).toBe('personal')
  })

  test.each([
    ['a quiet garden path'],
    ['correct horse battery staple'],
    ['correcthorsebatterystaple'],
    // Words that are common passwords each: three and more, apart from each other, make a good one.
    ['monkey dragon shadow football'],
    ['several words are easy to remember'],
    // Names beside other words.
    ['ada plants a garden'],
    ['the password of lovelace'],
    ['ключ · 鍵 · 🔑 and more'],
    // Short ones are looked up and compared with the person's words alone.
    ['aaaaaaab'],
    ['hunter2!hunter2'.slice(0, 12)],
    // A text of 15 and more may be said twice.
    ['a quiet garden path a quiet garden path'],
  ])('nothing: %s', (password) => {
    expect(reason(password)).toBeUndefined()
  })

  test('personal only by the words of this person', () => {
    expect(reason('AdaLovelace1815!', [])).toBeUndefined()
    expect(reason('AdaLovelace1815!', ['Ada'])).toBeUndefined()
    expect(reason('ﺃﺣﻤﺪ2026', ['أحمد'])).toBe('personal')
    // Two letters of ours are in too many words.
    expect(reason('jo2026xyzzyx', ['Jo'])).toBeUndefined()
  })

  test('the same in every case and Unicode form', () => {
    const password = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.constantFrom('password1', 'AdaLovelace1815!', 'abcabcabcabcabcab', 'passwordletmein123', 'qwertzuiopüasdfg'),
    )
    fc.assert(
      fc.property(password, (text) => {
        expect(reason(text.normalize('NFD'))).toBe(reason(text))
        expect(reason(folded(text))).toBe(reason(text))
      }),
    )
  })

  test('hardly ever when it is random', () => {
    const refused = Array.from({ length: 5_000 }, () => randomBytes(12).toString('hex').slice(0, 15)).filter(
      (password) => reason(password) !== undefined,
    )
    // Less than one is, on average.
    expect(refused.length).toBeLessThanOrEqual(10)
  })

  test('in a few milliseconds, also the longest and strangest', () => {
    for (const password of ['ﷺ'.repeat(256), '1'.repeat(256), `${'monkey'.repeat(42)}!`, '\u0301'.repeat(256)]) {
      const before = process.threadCpuUsage()
      reason(password)
      const { user, system } = process.threadCpuUsage(before)
      expect((user + system) / 1_000).toBeLessThan(100)
    }
  })
})
