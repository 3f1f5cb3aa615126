import { describe, expect, test } from 'vitest'
import { languages, partsOf, shownName } from '#base/language'
import { brandOfProject } from './brand.ts'
import { createMails, type MailDeps } from './create-mails.ts'
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

  test.each(NAMES)('%s has each address below the sentence that it is for, and ends with who sends it', (name) => {
    const { subject, text } = render(name, at)
    expect(subject).not.toContain('id.example.org')
    const paragraphs = text.trimEnd().split('\n\n')
    expect(paragraphs.pop()).toBe('Riverside Clinic\nid.example.org')
    for (const [place, paragraph] of paragraphs.entries()) {
      const lines = paragraph.split('\n')
      if (!paragraph.includes('https:')) continue
      expect(lines.at(-1)).toMatch(/^https:\S+$/)
      expect(lines.length === 1 ? paragraphs[place - 1] : lines[0]).toMatch(/:$/)
    }
  })
})

describe('an e-mail of a project', () => {
  test('has its name, its colour and its sender', () => {
    const mail = render('invite', 0, { emails: { senderName: 'The front desk' } })
    expect(mail.fromName).toBe('The front desk')
    expect(mail.subject).toBe('Invitation to Riverside Clinic')
    expect(mail.html).toContain('background:#0b5d4a')
    expect(mail.text).toMatch(/^Hello Ada,\n\nJulius Hibbert invites you to use Riverside Clinic online\./)
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

  test('has no address that is made by what is left out, nor by what is in the wrong place', () => {
    const evil = 'https:<//evil.<com/x'
    expect(shownName(evil)).toBe('com/x')
    for (const name of [
      'ht<tps://evil.<com',
      'evil.\u200bcom',
      'ｅｖｉｌ．ｃｏｍ',
      'evil。com',
      '3.evil1.com',
      '192.0.2.7',
      'a<@b',
    ])
      expect(shownName(`Clinic ${name} x`)).not.toMatch(/evil\p{P}\S|192|@|\p{L}[.．。]\p{L}|:\/\//u)
    expect(shownName('Dr. Ada & Sons, 3.5 <km>')).toBe('Dr. Ada & Sons, 3.5 km')
    const url = 'https://evil.example/x'
    const given = { inviter: evil, name: url, until: url, url: URL_OF, decline: URL_OF }
    const { html } = renderMail(
      'a@b',
      { name: 'invite', template: TEMPLATES.invite },
      given,
      languages[0],
      brandOfProject({ ...project, name: evil }, 'p', 'id.example.org'),
    )
    expect(html).not.toMatch(/href="(?!https:\/\/id\.example\.org\/")/)
  })

  test.each([
    ['Google', 'Google'],
    ['https:<//evil.<com Win', 'com Win'],
    ['evil.example', 'single sign-on'],
  ])('names the provider %s as %s', async (provider, shown) => {
    const sent: string[] = []
    const put = ({ message }: { readonly message: { readonly text: string } }) => {
      sent.push(message.text)
      return Promise.resolve({ attempt: Promise.resolve('sent' as const) })
    }
    const issuer = { url: URL_OF, path: '/', fhirUrl: `${URL_OF}fhir/R4/`, adminUrl: URL_OF, project: undefined }
    const mails = createMails({ outbox: { put } } as unknown as MailDeps)
    await mails.identityLinked('ada@example.org', provider, languages[0], issuer)
    expect(sent[0]).toContain(`linked a ${shown} account to your account`)
  })

  test('reads no more than the beginning of a long name', () => {
    let read = 0
    const long = { slice: (from: number, to: number) => ((read = to - from), 'a@'.repeat(to - from)) }
    shownName(long as unknown as string)
    expect(read).toBe(300)
    expect(shownName(`${'x'.repeat(299)}\u{1f600} <b>`)).toBe('x'.repeat(60))
    expect(shownName(`${' '.repeat(300)}late`)).toBe('')
  })

  test.each([
    ['more than 60 characters', 'x'.repeat(61), 'long_text'],
    ['two lines', 'Front\ndesk', 'control_character'],
    ['letters that turn its direction', 'Front \u202edesk', 'control_character'],
  ])('is sent by no name of %s', (_, senderName, code) => {
    const problem = emailsProblem({ resourceType: 'Project', emails: { senderName } })
    expect(problem).toMatchObject({ code })
    expect(JSON.stringify(problem)).toContain('Project.emails.senderName')
  })

  test('has the shipped sentences where a name makes an address of its own', () => {
    const text = [{ email: 'invite', language: 'en', subject: 'x.{name}', text: 'Ask {inviter}.{name} for help' }]
    const values = { inviter: 'evil', name: 'example', url: URL_OF, decline: URL_OF, until: 'tomorrow' }
    const rendered = (of: object) =>
      renderMail(
        'a@b',
        { name: 'invite', template: TEMPLATES.invite },
        values,
        languages[0],
        brandOfProject({ ...project, emails: { text: of as typeof text } }, 'p', 'id.example.org'),
      )
    const mail = rendered(text)
    expect(mail.subject).toBe('Invitation to Riverside Clinic')
    expect(mail.text).toMatch(/^Hello example,\n\nevil invites you to use Riverside Clinic online\./)
    // Our own host is no other address.
    expect(rendered([{ ...text[0], subject: 'At {host}', text: 'Sign in at {host}. Welcome, {name}.' }])).toMatchObject(
      {
        subject: 'At id.example.org',
        text: expect.stringMatching(/^Sign in at id\.example\.org\. Welcome, example\.\n/),
      },
    )
  })

  test.each(['Hello {name}.', '{inviter}: welcome', '({name})', '{name}’s clinic', '“{project}”\n\n{host}'])(
    'takes %s',
    (text) => {
      const own = [{ email: 'invite', language: 'en', text }]
      expect(emailsProblem({ resourceType: 'Project', emails: { text: own } })).toBeUndefined()
    },
  )

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
    ['an address with a number', { text: 'See evil1.com' }, 'address_in_text', 'Leave out addresses'],
    ['an address with an accent', { text: 'See evile\u0323.com' }, 'address_in_text', 'Leave out addresses'],
    ['an address in full width', { text: 'See ｅｖｉｌ．ｃｏｍ' }, 'address_in_text', 'Leave out addresses'],
    ['an address with another full stop', { text: 'See evil｡com' }, 'address_in_text', 'Leave out addresses'],
    ['an address in numbers', { text: 'See 192.0.2.7' }, 'address_in_text', 'Leave out addresses'],
    ['the beginning of one', { text: 'See https:evil' }, 'address_in_text', 'Leave out addresses'],
    ['a placeholder that ends one', { text: 'See evil.{name}' }, 'placeholder_in_word', 'before and after each'],
    ['a placeholder that begins one', { text: 'See {name}.com' }, 'placeholder_in_word', 'before and after each'],
    ['a placeholder in a word', { subject: 'a{name}' }, 'placeholder_in_word', 'before and after each'],
    ['two that touch', { text: '{inviter}{name}' }, 'placeholder_in_word', 'before and after each'],
    ['a placeholder behind a slash', { text: '/{name}' }, 'placeholder_in_word', 'before and after each'],
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
