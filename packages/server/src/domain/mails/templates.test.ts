import { describe, expect, test } from 'vitest'
import { languages, partsOf } from '#base/language'
import { brandOfProject } from './brand.ts'
import { emailsProblem } from './own-texts.ts'
import { renderMail, sampleValues } from './render.ts'
import { TEMPLATES, type Template, type TemplateName } from './templates.ts'

const URL_OF = 'https://id.example.org/'
const NOW = new Date('2026-11-29T12:00:00Z')
const NAMES = Object.keys(TEMPLATES) as readonly TemplateName[]
const project = { resourceType: 'Project', name: 'Riverside Clinic', signInForm: { color: '#0b5d4a' } } as const
const render = (name: TemplateName, at = 0, given: object = project) => {
  const language = languages[at] ?? languages[0]
  const template: Template = TEMPLATES[name]
  const values = sampleValues(template, language, URL_OF, NOW)
  return renderMail(
    'ada@example.org',
    { name, template },
    values,
    language,
    brandOfProject({ ...project, ...given }, 'p', 'id.example.org'),
  )
}

describe.each(languages.map(({ tag }, at) => [tag, at] as const))('each e-mail in %s', (_, at) => {
  test.each(NAMES)('%s says the same in plain text and as markup, and lacks nothing', (name) => {
    const { subject, text, html = '' } = render(name, at)
    const template: Template = TEMPLATES[name]
    const items = [...template.lead, ...template.rest].flatMap((item) =>
      typeof item === 'string' ? item : 'label' in item ? item.label : [],
    )
    const shown = html.replaceAll(/<style.*?<\/style>|<title>.*?<\/title>/gs, '')
    for (const item of items)
      for (const part of partsOf(languages[at] ?? languages[0], item, undefined)) {
        if (typeof part !== 'string') continue
        for (const line of part.split('\n')) expect(shown).toContain(line.replaceAll("'", '&#39;').trim())
      }
    for (const value of Object.values(sampleValues(template, languages[at] ?? languages[0], URL_OF, NOW)))
      if (value.startsWith('https:')) {
        expect(text).toContain(value)
        expect(html).toContain(`href="${value}"`)
      }
    expect(`${subject}${text}${html}`).not.toMatch(/undefined|\{[a-z]+\}/)
    expect(subject).not.toMatch(/[\n\r]/)
  })
})

describe('an e-mail of a project', () => {
  test('has its name, its colour and its sender', () => {
    const mail = render('invite', 0, { emails: { senderName: 'The front desk' } })
    expect(mail.fromName).toBe('The front desk')
    expect(mail.subject).toBe('Invitation to Riverside Clinic (id.example.org)')
    expect(mail.html).toContain('background:#0b5d4a')
    expect(mail.text).toMatch(/^Hello Ada,\n\nJulius Hibbert invites you to Riverside Clinic\./)
    expect(mail.text).toContain('until 6 December 2026')
  })

  test('has its own first sentences in place of ours; the link, its end and “this was not me” stay', () => {
    const text = [
      {
        email: 'invite',
        language: 'en',
        subject: 'Welcome, {name}',
        text: 'We use {project} now.\n\nYours, {inviter}',
      },
    ]
    const mail = render('invite', 0, { emails: { text } })
    expect(mail.subject).toBe('Welcome, Ada')
    expect(mail.text).toMatch(
      /^We use Riverside Clinic now\.\n\nYours, Julius Hibbert\n\nAccept the invitation:\nhttps:/,
    )
    expect(mail.text).toMatch(/until 6 December[^]*\/auth\/notme\//)
    // Another language keeps the shipped text.
    expect(render('invite', 2, { emails: { text } }).subject).toMatch(/^Invitación a/)
  })

  test('makes markup or a link of nothing that somebody typed', () => {
    const evil = '<b>Win</b> https://evil.example www.evil.example evil.example ada@evil.example'
    const language = languages[0]
    const brand = brandOfProject({ ...project, name: evil, emails: { senderName: evil } }, 'p', 'id.example.org')
    const values = { inviter: '<i>x</i>', name: '"><script>', url: URL_OF, decline: URL_OF, until: 'tomorrow' }
    const { html, subject, fromName } = renderMail(
      'a@b',
      { name: 'invite', template: TEMPLATES.invite },
      values,
      language,
      brand,
    )
    expect(html).not.toMatch(/<b>|<i>|<script|evil\.example/)
    expect(`${subject}${fromName}`).not.toMatch(/evil\.example|[<>]/)
  })

  test.each([
    ['an unknown placeholder', { text: 'Hello {nme}' }, 'unknown_placeholder', '{nme} is not a placeholder'],
    [
      'a link’s placeholder',
      { text: 'Click {url}' },
      'unknown_placeholder',
      'use {name}, {inviter}, {project}, {host}',
    ],
    ['a lone brace', { text: 'Hello {name' }, 'unknown_placeholder', '{ is not a placeholder'],
    ['a placeholder in the subject', { subject: '{who} invites' }, 'unknown_placeholder', '{who} is not'],
    ['an address', { text: 'See evil.example' }, 'address_in_text', 'Leave out addresses'],
    ['a long text', { text: 'x'.repeat(1_001) }, 'long_text', 'at most 1000'],
    ['two lines in a subject', { subject: 'a\nb' }, 'control_character', 'on one line'],
    ['an e-mail whose text stays ours', { email: 'password_changed', text: 'x' }, 'unknown_email', 'use one of invite'],
    ['no e-mail of ours', { email: 'toString', text: 'x' }, 'unknown_email', 'use one of invite'],
    ['another language', { language: 'tlh', text: 'x' }, 'unknown_language', 'en, ar, es'],
  ])('is refused with %s', (_, fields, code, words) => {
    const text = [{ email: 'invite', language: 'en', ...fields }]
    const problem = emailsProblem({ resourceType: 'Project', emails: { text } })
    expect(problem).toMatchObject({ code })
    expect(JSON.stringify(problem)).toContain(words)
  })
})
