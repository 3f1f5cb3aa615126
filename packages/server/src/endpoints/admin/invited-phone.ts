import { badRequest } from '#answers'
import { told } from '#base/findings'
import { languages } from '#base/language'
import { type PhoneFault, readPhoneNumber } from '#base/phone'
import { readProject, signInCountriesOf, textSignInOf } from '#domain/projects'
import type { Administrator } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'

/** The number of an invitation, in E.164. Refused where its person could not sign in with it. */
export async function phoneOf(
  { db, texts }: AdminDeps,
  { grantee }: Administrator,
  body: { readonly phone?: string | undefined; readonly email?: string | undefined; readonly resourceType: string },
): Promise<string | undefined> {
  if (body.phone === undefined) return undefined
  if (body.email !== undefined)
    throw badRequest('Send email or phone: a person with an address signs in with it.', 'phone', 'email_and_phone')
  const project = await readProject(db, grantee.project)
  if (project === undefined || !textSignInOf(project.resource).includes(body.resourceType))
    throw badRequest(
      told`This project signs in nobody with a profile of the type ${body.resourceType} by text message: add the type to its
        setting smsSignIn, and say in smsCountries where the phones may be.`,
      'phone',
      'text_sign_in_off',
    )
  if (!texts.canSend)
    throw badRequest(
      'This server sends no text messages: its operator must set DAMSON_SMS_URL first.',
      'phone',
      'no_text_messages',
    )
  const read = await readPhoneNumber(body.phone, signInCountriesOf(project.resource))
  if (read.ok) return read.value.e164
  const { text, code } = FAULTS[read.refusal]
  throw badRequest(text, 'phone', code)
}

const FAULTS = {
  malformed: { code: 'phone_malformed', text: 'This is not a phone number: begin with + and the code of the country.' },
  other_country: {
    code: 'phone_other_country',
    text: 'The number is of a country that the project’s setting smsCountries does not list.',
  },
  not_mobile: {
    code: 'phone_not_mobile',
    text: 'This is not a mobile phone number: send one that gets text messages.',
  },
} as const satisfies Record<PhoneFault, object>

/** Tells the person where to sign in. The message has no secret: whoever reads it still needs a code. */
export async function sendInvitation(
  { texts }: AdminDeps,
  { grantee }: Administrator,
  { to, project, at }: { readonly to: string; readonly project: string; readonly at: string },
): Promise<'sent' | 'limited' | 'failed'> {
  const postage = await texts.admit({ number: to, why: 'invitation', project: grantee.project })
  const [language] = languages
  return postage === undefined ? 'limited' : texts.invitation(postage, project, at, language)
}
