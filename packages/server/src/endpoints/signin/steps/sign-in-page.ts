import { type Provider, writeProviderKey } from '#domain/providers'
import {
  type Brand,
  type Fault,
  type Html,
  html,
  PASSKEY_SCRIPTS,
  PASSWORD_SCRIPT,
  type Page,
  providerButtons,
  RENEW_ADDRESS,
  type SignInStep,
  signInFields,
  strong,
  titled,
  type UseButton,
  usePasskeyButton,
  type Words,
  withFault,
} from '#pages'
import type { AuthorizeRequest } from '../authorize/authorize-request.ts'
import { formTargetOf } from '../redirect.ts'
import { showing } from '../shown.ts'
import type { SignInMethods } from './sign-in-methods.ts'

/** The console of the project whose own provider signs in the people of a domain. */
export interface OwnConsole {
  readonly url: string
  readonly domain: string
}

export interface SignInForm {
  readonly step: SignInStep
  readonly brand: Brand
  readonly request: AuthorizeRequest
  readonly sealed: string
  /** The query that shows the page again, with the typed address. */
  readonly again: string
  readonly email: string | undefined
  readonly fault: Fault | undefined
  readonly ways: SignInMethods
  /** Left out where passkeys sign nobody in. */
  readonly passkey: UseButton | undefined
  readonly ownConsole: OwnConsole | undefined
  /** Ask for the password of the emergency account. */
  readonly isEmergency: boolean
  /** Nobody may create an account here, though the person wanted to. */
  readonly isClosed: boolean
}

/** The pages for e-mail address and password, one after the other. On the second, the person can change the first answer. */
export function signInPage(say: Words, form: SignInForm): Page {
  const { step, brand, request, again, fault, ways, passkey, isEmergency } = form
  const heading = say.text(step === 'email' ? 'signin.heading' : 'signin.password.heading')
  const hasButtons = step === 'email' && ways.providers.length > 0
  return {
    title: titled(say, heading, fault),
    brand,
    formTargets: [formTargetOf(request.redirectUri)],
    scripts: [...(step === 'password' ? [PASSWORD_SCRIPT] : []), ...(passkey === undefined ? [] : PASSKEY_SCRIPTS)],
    ...(passkey !== undefined && { asks: RENEW_ADDRESS }),
    address: `/oauth2/authorize?${showing(again, isEmergency ? 'emergency' : 'page')}`,
    card: html`<h1>${heading}</h1>
<p class="lead">${say('signin.lead', { app: appName(say, request.client) })}</p>
${isEmergency ? html`<p class="hint">${say('signin.emergency.text')}</p>` : undefined}${
  form.isClosed ? html`<p class="hint">${say('register.closed')}</p>` : undefined
}${ownConsoleLink(say, form)}${withFault(
  fault,
  html`${hasButtons ? providerButtons(say, ways.providers, (one) => startOf(again, one)) : undefined}${
    ways.asks === 'nothing'
      ? undefined
      : html`${
          hasButtons ? html`<p class="or">${say('external.or')}</p>` : undefined
        }<form method="post" action="/signin" novalidate>
<input type="hidden" name="request" value="${form.sealed}">
${
  ways.isOfDomain
    ? html`<input type="hidden" name="show" value="${isEmergency ? 'emergency' : 'page'}">
`
    : undefined
}${signInFields(say, step, { ...form, asks: ways.asks, takesMail: takesMail(form), takesText: form.brand.signsInByText === true && takesMessage(form) })}
${passkey === undefined ? undefined : usePasskeyButton(say, passkey)}</form>
${otherWay(say, form)}${registerLink(say, form)}`
  }`,
)}`,
  }
}

/** To the console at which a person's own organisation signs them in. */
function ownConsoleLink(say: Words, { ownConsole }: SignInForm): Html | undefined {
  if (ownConsole === undefined) return undefined
  return html`<p class="told">${say('signin.own_console', { domain: strong(ownConsole.domain) })} <a href="${ownConsole.url}">${say(
    'signin.own_console.link',
  )}</a></p>`
}

/** The link to create an account, where people may. Not in a launch, which is about a patient who is there already. */
function registerLink(say: Words, { brand, again, request, ways, isEmergency }: SignInForm): Html | undefined {
  const isOpen = (brand.takesPatients === true || brand.takesCodes === true) && request.launch === undefined
  if (!isOpen || isEmergency || ways.asks !== 'password' || ways.isOfDomain) return undefined
  return html`<p class="more"><a href="/oauth2/authorize?${showing(again, 'register')}">${say('signin.register')}</a></p>`
}

/** Where a password would do: what the project and the address's domain say, and nothing of the person. */
function takesMail(form: SignInForm): boolean {
  return form.brand.signsInByMail === true && takesMessage(form)
}

const takesMessage = ({ ways, isEmergency }: SignInForm): boolean =>
  ways.asks === 'password' && !ways.isOfDomain && !isEmergency

/** The link below the form. It is the same for every address of a domain, so it does not reveal the emergency account. */
function otherWay(say: Words, { ways, again, isEmergency }: SignInForm): Html | undefined {
  const { only, isOfDomain, asks } = ways
  if (isEmergency && only !== undefined)
    return html`<p class="more"><a href="${startOf(again, only)}">${say('external.button', {
      provider: strong(only.name),
    })}</a></p>`
  if (asks !== 'password') return undefined
  return isOfDomain
    ? html`<p class="more"><a href="/oauth2/authorize?${showing(again, 'emergency')}">${say('signin.emergency')}</a></p>`
    : html`<p class="more"><a href="/signin/forgot?${again}">${say('signin.forgot')}</a></p>`
}

/** The address that starts a sign-in with a provider, with the sealed request. */
export function startOf(again: string, { key }: Provider): string {
  return `/auth/external/start?${again}&${new URLSearchParams({ provider: writeProviderKey(key) }).toString()}`
}

/** The registered name of the app. */
export function appName(say: Words, { resource }: AuthorizeRequest['client']): Html {
  return strong(resource.name ?? say.text('signin.nameless'))
}
