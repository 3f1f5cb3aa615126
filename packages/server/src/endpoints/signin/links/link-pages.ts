import type { PasswordFault } from '#domain/passwords'
import type { LinkKind } from '#domain/users'
import {
  type Brand,
  type Fault,
  field,
  html,
  PASSWORD_SCRIPT,
  type Page,
  strong,
  TIME_FORM,
  TIME_SCRIPT,
  timeNotice,
  titled,
  topicPage,
  type Words,
  withFault,
} from '#pages'
import type { Onward } from './onward.ts'

/** A valid mailed link and its person. */
export interface WorkingLink {
  readonly kind: Exclude<LinkKind, 'set-up'>
  readonly userId: string
  readonly email: string | undefined
  /** The project of the link, if any. */
  readonly project: string | undefined
  /** The remaining lifetime. */
  readonly seconds: number
}

/** What was wrong with the password. */
export type LinkFault = 'field.password.missing' | `field.password.${PasswordFault}` | 'link.verify-email.wrong'

/** The page of a mailed link: one password field. */
export function linkPage(
  say: Words,
  brand: Brand,
  { kind, email, seconds }: WorkingLink,
  problem: LinkFault | undefined,
): Page {
  const fault: Fault | undefined = problem === undefined ? undefined : { field: 'password', text: say(problem) }
  const password =
    kind === 'verify-email'
      ? ({ label: say('field.password'), autocomplete: 'current-password' } as const)
      : ({
          label: say('field.password.new'),
          autocomplete: 'new-password',
          hint: say('field.password.rule'),
        } as const)
  return {
    title: titled(say, say.text(`link.${kind}.heading`), fault),
    brand,
    scripts: [PASSWORD_SCRIPT, TIME_SCRIPT],
    card: html`<h1>${say(`link.${kind}.heading`)}</h1>
<p class="lead">${say(`link.${kind}.lead`, { email: strong(email ?? say.text('link.owner')) })}</p>
${withFault(
  fault,
  html`<form id="${TIME_FORM}" method="post" novalidate>
<input name="account" type="text" autocomplete="username" value="${email}" hidden>
${field(say, { ...password, name: 'password', focus: true, fault })}
<button>${say(`link.${kind}.button`)}</button>
</form>`,
)}
${kind === 'verify-email' ? html`<p class="more"><a href="/signin/forgot">${say('signin.forgot')}</a></p>` : undefined}
${timeNotice(say, { seconds, mayBeMore: false }, undefined, 'link')}`,
  }
}

const TICK = html`<svg class="good" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.5"
stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="m5 12.5 4.5 4.5L19 7.5"/></svg>
`
const ENDS = ['set', 'joined', 'verified'] as const
/** The page after a link was used. */
export type LinkEnd = (typeof ENDS)[number]

export function linkEndPage(say: Words, brand: Brand, named: string, { href, app }: Onward): Page | undefined {
  const end = ENDS.find((one) => one === named)
  if (end === undefined) return undefined
  const { title, card } = topicPage(say, `link.${end}`)
  const words =
    app === undefined
      ? say('link.onward.account')
      : say('link.onward.app', { app: strong(app === '' ? say.text('signin.nameless') : app) })
  return {
    title,
    brand,
    card: html`${end === 'joined' ? undefined : TICK}${card}<a class="button" href="${href}"><span>${words}</span></a>`,
  }
}
