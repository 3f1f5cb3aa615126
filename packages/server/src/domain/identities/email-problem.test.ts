import { expect, test } from 'vitest'
import type { ExternalPerson } from '#domain/proof'
import type { Provider } from '#domain/providers'
import { emailProblem, formsOfEmail } from './email-problem.ts'

const provider: Provider = {
  key: { kind: 'client', id: 'x' },
  project: 'p',
  issuer: 'https://idp.example',
  name: 'Clinic',
  settings: {},
  emailDomains: ['clinic.example'],
  configHash: '',
  isTested: true,
  isOffered: true,
}
const person: ExternalPerson = {
  provider,
  issuer: 'https://idp.example',
  subject: 'sub-of-ada',
  email: 'ada@elsewhere.example',
  emailVerified: true,
  claims: {},
  factors: ['external'],
  authenticatedAt: new Date(0),
}

test.each([
  ['foreign_domain', {}],
  ['unverified_email', { emailVerified: false }],
  ['no_email', { email: undefined }],
])('what the trace says of %s names nobody', (why, says) => {
  const problem = emailProblem({ ...person, ...says })
  expect(problem?.why).toBe(why)
  expect(problem?.finding).not.toMatch(/ada|elsewhere|sub-of/)
})

test('an address of its own domain is no problem', () => {
  expect(emailProblem({ ...person, email: 'ada@clinic.example' })).toBeUndefined()
})

test.each([
  ['ida@spital-zürich.ch', 'xn--spital-zrich-klb.ch'],
  ['ida@xn--spital-zrich-klb.ch', 'xn--spital-zrich-klb.ch'],
  ['ida@xn--spital-zrich-klb.ch', 'spital-zürich.ch'],
])('%s is of %s, in letters or as DNS has it', (email, domain) => {
  expect(emailProblem({ ...person, email, provider: { ...provider, emailDomains: [domain] } })).toBeUndefined()
})

test('an address has two forms where its domain has, and one else', () => {
  const both = ['ida@xn--spital-zrich-klb.ch', 'ida@spital-zürich.ch']
  for (const email of both) expect(formsOfEmail(email)).toEqual(both)
  for (const email of ['ida@clinic.example', 'ida@clinic.example/x', 'ida@clinic。example', ''])
    expect(formsOfEmail(email)).toEqual([email])
})

test.each(['/evil.example', '?x', '#x', ':1', '%2eevil.example', '\\x'])(
  'no address is of a domain that it only begins with: …%s',
  (rest) => {
    expect(emailProblem({ ...person, email: `ada@clinic.example${rest}` })?.why).toBe('foreign_domain')
    expect(emailProblem({ ...person, email: 'ada@cl%69nic.example' })?.why).toBe('foreign_domain')
  },
)
