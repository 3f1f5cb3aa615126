import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { domainOfEmail, readDomain } from './domain-name.ts'

describe('the domain of an address', () => {
  test.each([
    ['ada@myhospital.org'],
    ['Ada+Tag@MyHospital.ORG'],
    ['ada@myhospital.org.'],
    ['  ada@myhospital.org '],
    ['"ada@else.org"@myhospital.org'],
    ['ada@myhospital。org'],
    ['ada@ｍｙｈｏｓｐｉｔａｌ.org'],
    ['ada@my\u00adhospital.org'],
  ])('%s is myhospital.org', (email) => {
    expect(domainOfEmail(email)).toBe('myhospital.org')
  })

  test.each([
    ['ada@mail.myhospital.org', 'mail.myhospital.org'],
    ['ada@notmyhospital.org', 'notmyhospital.org'],
    ['ada@myhospital.org.evil.example', 'myhospital.org.evil.example'],
    ['ada@myhospitaI.org', 'myhospitai.org'],
    ['ada@myhοspital.org', 'xn--myhspital-s1g.org'],
  ])('%s is not', (email, domain) => {
    expect(domainOfEmail(email)).toBe(domain)
  })

  test.each([
    ['ada@spital-zürich.ch'],
    ['ada@SPITAL-ZÜRICH.ch'],
    ['ada@xn--spital-zrich-klb.ch'],
    ['ada@spital-zu\u0308rich.ch'],
  ])('%s is one domain, in letters or as DNS has it', (email) => {
    expect(domainOfEmail(email)).toBe('xn--spital-zrich-klb.ch')
  })

  test('is the same in whatever case, and whatever stands before the last @', () => {
    const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/)
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z0-9.+]{1,12}$/), label, label, (local, name, top) => {
        fc.pre(!top.startsWith('xn--') && !name.startsWith('xn--') && !/^\d/.test(top))
        expect(domainOfEmail(`${local}@${name}.${top}`.toUpperCase())).toBe(`${name}.${top}`)
      }),
    )
  })
})

describe('a domain that somebody says is theirs', () => {
  test('is kept as DNS has it', () => {
    expect(readDomain(' MyHospital.org. ')).toEqual({ ok: true, value: 'myhospital.org' })
    expect(readDomain('spital-zürich.ch')).toEqual({ ok: true, value: 'xn--spital-zrich-klb.ch' })
    expect(readDomain('clinic.myhospital.org')).toEqual({ ok: true, value: 'clinic.myhospital.org' })
  })

  test.each([
    ['malformed_domain', '', 'org', '@myhospital.org', 'ada@myhospital.org', 'https://myhospital.org', 'a b.org'],
    [
      'malformed_domain',
      '127.0.0.1',
      '*.myhospital.org',
      'my_hospital.org',
      `${'a'.repeat(64)}.org`,
      '-a.org',
      'a..org',
    ],
    ['public_mail_domain', 'gmail.com', 'GMAIL.com.', 'outlook.com', 'gmx.de', 'proton.me', 'tutanota.com', 'qq.com'],
    ['public_suffix', 'co.uk', 'github.io', 'nhs.uk', 'com.au'],
  ])('%s: %s', (why, ...texts) => {
    for (const text of texts) expect(readDomain(text), text).toMatchObject({ ok: false, refusal: { why } })
  })
})
