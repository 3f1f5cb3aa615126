import { expect, test } from 'vitest'
import { languages } from '#base/language'
import { createTexts } from './index.ts'

const [language] = languages
const allowance = { limit: 1, remaining: 0, resetSeconds: 60 }
const issuer = {
  url: 'https://damson.example/',
  fhirUrl: 'https://damson.example/fhir/R4/',
  adminUrl: 'https://damson.example/',
  path: '/',
  project: undefined,
}

test('an invitation has no lines of the project’s own, and no room for another message', async () => {
  const sent: string[] = []
  const send = async ({ text }: { readonly text: string }): Promise<void> => void sent.push(text)
  const allowed = { ...allowance, name: 'text-server', allowed: true, isFirstRefusal: false }
  const message = async () => allowed
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const texts = createTexts({ send }, { text: { message, asked: message, sent: message } }, log)
  const postage = await texts.admit({ number: '+4915123456789', why: 'invitation' })
  if (postage === undefined) throw new Error('was limited')
  await texts.invitation(postage, `Clinic\u2028\nWin\u0000\u202e ${'now '.repeat(20)}`, 'https://a.example/', language)
  await texts.invitation(postage, 'https:<//evil.<com', 'https://a.example/', language)
  await texts.invitation(postage, 'Clinic evil.com', 'https://a.example/', language)
  await texts.invitation(postage, 'evil.example', 'https://a.example/', language)
  expect(sent).toEqual([
    'You can sign in to Clinic Win now now now now now now now n with this phone number: https://a.example/',
    'You can sign in to com with this phone number: https://a.example/',
    'You can sign in to Clinic with this phone number: https://a.example/',
    'You can sign in to a.example with this phone number: https://a.example/',
  ])
})

test('that a project or the server sends too many is logged once, and not what strangers do with a number', async () => {
  const logged: unknown[] = []
  const warn = (event: string, fields: object = {}): void => void logged.push({ event, ...fields })
  const log = { debug() {}, info() {}, warn, error() {} }
  const asked = { project: 'p', number: '+4915123456789', knownBrowser: undefined }
  for (const [name, isFirstRefusal] of [
    ['text-project', true],
    ['text-project', false],
    ['text-number', true],
  ] as const) {
    const refusal = async () => ({ ...allowance, name, allowed: false, isFirstRefusal })
    const text = { message: refusal, asked: async () => ({ ...(await refusal()), allowed: true }), sent: refusal }
    const texts = createTexts(undefined, { text }, log)
    const postage = await texts.admitSignIn(asked)
    if (postage === undefined) throw new Error('was limited')
    expect(await texts.signIn(postage, '123456', language, issuer)).toBe('limited')
    expect(await texts.admit({ number: asked.number, why: 'own' })).toBeUndefined()
  }
  expect(logged).toEqual([
    { event: 'sms.limited', code: 'text-project', projectId: 'p' },
    { event: 'sms.limited', code: 'text-project' },
  ])
})
