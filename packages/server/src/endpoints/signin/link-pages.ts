import { type Brand, html, type Page } from '#answers'
import type { LinkKind } from '#domain/users'
import { type Fault, faultSummary, field } from './form-fields.ts'

/** A mailed link that works, and whose it is. */
export interface WorkingLink {
  readonly kind: LinkKind
  readonly email: string | undefined
  /** The project that it is about, where there is one. */
  readonly project: string | undefined
}

const TEXTS: Readonly<Record<LinkKind, { readonly heading: string; readonly lead: string; readonly button: string }>> =
  {
    invite: { heading: 'Choose a password', lead: 'With it you sign in as', button: 'Set the password' },
    reset: { heading: 'Choose a new password', lead: 'With it you sign in as', button: 'Set the new password' },
    'set-up': {
      heading: 'Choose a password',
      lead: 'With it you sign in as the administrator of this server,',
      button: 'Set the password',
    },
    'verify-email': {
      heading: 'Is this your address?',
      lead: 'Enter the password that you chose at registration, to confirm',
      button: 'Confirm the address',
    },
  }

/** The page of a mailed link: one password field. */
export function linkPage(brand: Brand, { kind, email }: WorkingLink, problem: string | undefined): Page {
  const { heading, lead, button } = TEXTS[kind]
  const fault: Fault | undefined = problem === undefined ? undefined : { field: 'password', text: problem }
  const password =
    kind === 'verify-email'
      ? ({ label: 'Password', autocomplete: 'current-password' } as const)
      : ({
          label: 'New password',
          autocomplete: 'new-password',
          hint: 'At least 15 characters. Several words in a row are easy to remember.',
        } as const)
  return {
    title: fault === undefined ? heading : `Error: ${heading}`,
    brand,
    card: html`<h1>${heading}</h1>
<p class="lead">${lead} <strong>${email ?? 'the owner of this link'}</strong>.</p>
${faultSummary(fault)}
<form method="post" novalidate>
<input name="account" type="text" autocomplete="username" value="${email}" hidden>
${field({ ...password, name: 'password', focus: true, fault })}
<button>${button}</button>
</form>`,
  }
}

const ENDS = {
  set: {
    heading: 'Your password is set',
    text: 'Go back to the app that you want to use, and sign in with your e-mail address and the new password. Where you were signed in before, you have to sign in again.',
  },
  joined: {
    heading: 'You have an account already',
    text: 'What you were invited to was added to it. The password that you just chose was not kept: go to the app, and sign in with the password that you have.',
  },
  verified: {
    heading: 'Your address is confirmed',
    text: 'Go back to the app in which you registered, and sign in there.',
  },
} as const
const TICK = html`<svg class="good" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="m5 12.5 4.5 4.5L19 7.5"/></svg>
`

/** How the use of a link ended. */
export type LinkEnd = keyof typeof ENDS

export function linkEndPage(brand: Brand, end: string): Page | undefined {
  if (!Object.hasOwn(ENDS, end)) return undefined
  const { heading, text } = ENDS[end as LinkEnd]
  return {
    title: heading,
    brand,
    card: html`${end === 'joined' ? undefined : TICK}<h1>${heading}</h1><p class="lead">${text}</p>`,
  }
}
