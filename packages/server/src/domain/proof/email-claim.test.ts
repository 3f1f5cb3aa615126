import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emailIn } from './email-claim.ts'
import { isHighlyRestrictive } from './restriction-level.ts'

const char = (code: number): string => String.fromCodePoint(code)

describe('an e-mail claim', () => {
  test.each([
    ['Ada@Clinic.Example', 'ada@clinic.example'],
    ["o'hara+news@clinic.example", "o'hara+news@clinic.example"],
    ['ida@spital-zürich.ch', 'ida@spital-zürich.ch'],
    ['ida@xn--spital-zrich-klb.ch', 'ida@xn--spital-zrich-klb.ch'],
    ['zoë@clinic.example', 'zoë@clinic.example'],
    ['врач@клиника.рф', 'врач@клиника.рф'],
    ['врач@клиника.example', 'врач@клиника.example'],
    ['ken@日本のクリニックabc.example', 'ken@日本のクリニックabc.example'],
    ['ken@서울clinic.example', 'ken@서울clinic.example'],
  ])('counts as it stands: %s', (claim, email) => {
    expect(emailIn(claim)).toBe(email)
  })

  test.each<[string, unknown]>([
    ['that NFKC changes in the domain', 'ada@ｃlinic.example'],
    ['that NFKC changes before it', 'ａda@clinic.example'],
    ['that is decomposed', 'zoe\u0308@clinic.example'],
    ['with the Kelvin sign', 'ada@\u212Alinic.example'],
    ['with a long s', 'ada@clinic.u\u017F'],
    ['with a space around it', ' ada@clinic.example'],
    ['with a line end after it', 'ada@clinic.example\n'],
    ['with a no-break space after it', 'ada@clinic.example\u00A0'],
    ['with a byte order mark before it', '\uFEFFada@clinic.example'],
    ['with a zero-width space in it', 'a\u200Bda@clinic.example'],
    ['with a soft hyphen in it', 'a\u00ADda@clinic.example'],
    ['that turns its direction', '\u202Eada@clinic.example'],
    ['with a control character', 'a\u0000da@clinic.example'],
    ['with a variation selector', 'a\uFE0Fda@clinic.example'],
    ['with a character that nobody assigned', `a${char(0x378)}@clinic.example`],
    ['with half a character', 'a\uD800@clinic.example'],
    ['in angle brackets', '<ada@clinic.example>'],
    ['with a name before it', 'Ada ada@clinic.example'],
    ['with a last dot', 'ada@clinic.example.'],
    ['with an empty label', 'ada@clinic..example'],
    ['with an ideographic dot', 'ada@clinic。example'],
    ['with more after the domain', 'ada@clinic.example/x'],
    ['with an escape in the domain', 'ada@cl%69nic.example'],
    ['of Latin and Cyrillic in one label', 'ada@clіnic.example'],
    ['of Latin and Greek in one label', 'ada@clinιc.example'],
    ['of the same in Punycode', 'ada@xn--clnic-o2e.example'],
    ['of Punycode that is none', 'ada@xn--9999999999.example'],
    ['of letters that only phoneticians use', 'ada@p\u0251ypal.example'],
    ['of a script that nobody uses today', `ada@${char(0x16a0)}${char(0x16a2)}.example`],
    ['that is a list', ['ada@clinic.example']],
    ['that is empty', ''],
    ['that is none', undefined],
  ])('is no e-mail: one %s', (_, claim) => {
    expect(emailIn(claim)).toBeUndefined()
  })

  test('counts only where it is the text that it would be repaired to, but for its case', () => {
    const odd = fc.constantFrom('\u200B', '\u00A0', '\t', '\uFF41', '\u212A', '\u0456', '\u00AD', '\u0308', '.', '-')
    const part = fc.array(fc.oneof(fc.constantFrom('a', 'Z', '9', 'é', 'ж', '日'), odd), { maxLength: 6 })
    fc.assert(
      fc.property(part, part, (local, domain) => {
        const claim = `${local.join('')}@${domain.join('')}.example`
        const [email, repaired] = [emailIn(claim), claim.normalize('NFKC').trim().toLowerCase()]
        expect([claim.toLowerCase() === repaired ? repaired : undefined, undefined]).toContain(email)
      }),
    )
  })
})

/** UTS #39 §5.2, with the examples of its table. */
test.each([
  ['Circle', true],
  ['Сігсе', true],
  ['Сirсlе', false],
  ['〆切', true],
  ['ねガ', true],
  ['rolling-stock-9', true],
  ['Tλ', false],
  ['I♥NY', false],
  ['', false],
])('%s: at least Highly Restrictive %s', (text, is) => {
  expect(isHighlyRestrictive(text)).toBe(is)
})
