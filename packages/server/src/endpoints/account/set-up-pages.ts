import type { ShownSecret } from '#domain/enrolment'
import type { TimeLeft } from '#domain/signin'
import {
  type Brand,
  codeField,
  type Fault,
  field,
  type Html,
  html,
  PASSWORD_SCRIPT,
  type Page,
  qrFigure,
  strong,
  TIME_FORM,
  TIME_SCRIPT,
  textField,
  timeNotice,
  titled,
  topicPage,
  type Words,
  withFault,
} from '#pages'

export const SET_UP_PATH = '/set-up'

/** What was typed about the administrator. */
export interface Person {
  readonly first: string
  readonly last: string
  readonly email: string
}

export interface FirstProject {
  readonly name: string
  /** Where the app sends people back to. */
  readonly app: string
}

/** The app that the guide made. */
export interface ReadyApp {
  readonly clientId: string
  readonly redirectUri: string
  readonly project: string
  readonly baseUrl: string
}

interface GuideStep {
  /** The sealed content of the form. */
  readonly form: string
  readonly fault: Fault | undefined
  readonly left: TimeLeft
}

const step = (
  say: Words,
  number: 1 | 2 | 3,
): Html => html`<p class="hint">${say('set-up.step', { step: number, of: 3 })}</p>
`

/** The page of the set-up link: who the administrator is. */
export function personPage(
  say: Words,
  brand: Brand,
  { typed, fault, seconds }: { readonly typed: Person; readonly fault: Fault | undefined; readonly seconds: number },
): Page {
  const heading = say.text('set-up.person.heading')
  return {
    title: titled(say, heading, fault),
    brand,
    scripts: [PASSWORD_SCRIPT, TIME_SCRIPT],
    card: html`${step(say, 1)}<h1>${heading}</h1>
<p class="lead">${say('set-up.person.lead')}</p>
${withFault(
  fault,
  html`<form id="${TIME_FORM}" method="post" novalidate>
${personFields(say, typed, fault, true)}
<button>${say('signin.continue')}</button>
</form>`,
)}
${timeNotice(say, { seconds, mayBeMore: false }, undefined, 'link')}`,
  }
}

/** Who administers, and the password of their choice. */
export function personFields(say: Words, typed: Person, fault: Fault | undefined, focus: boolean): Html {
  return html`${textField({ name: 'first', label: say('field.first'), autocomplete: 'given-name', value: typed.first, focus, fault })}
${textField({ name: 'last', label: say('field.last'), autocomplete: 'family-name', value: typed.last, fault })}
${field(say, { name: 'email', label: say('field.email'), autocomplete: 'email', value: typed.email, fault })}
${field(say, {
  name: 'password',
  label: say('field.password.new'),
  autocomplete: 'new-password',
  hint: say('field.password.rule'),
  fault,
})}`
}

/** A set-up link that was used, replaced or is too old. */
export function deadPage(say: Words, brand: Brand): Page {
  const { title, card } = topicPage(say, 'set-up.dead')
  return { title, brand, card: html`${card}<a class="button" href="/account">${say('signin.button')}</a>` }
}

/** The administrator's authenticator app. */
export function factorPage(
  say: Words,
  brand: Brand,
  { shown, ...rest }: GuideStep & { readonly shown: ShownSecret },
): Page {
  const fields = html`${codeField(say, { label: say('enroll.code'), fault: rest.fault })}
<button>${say('signin.continue')}</button>`
  return guidePage(say, brand, rest, { number: 2, name: 'factor', before: qrFigure(say, shown), fields })
}

/** The first project, and where its app is. */
export function projectPage(
  say: Words,
  brand: Brand,
  { typed, ...rest }: GuideStep & { readonly typed: FirstProject },
): Page {
  const fields = html`${projectFields(say, typed, rest.fault)}
<button>${say('set-up.project.button')}</button>`
  return guidePage(say, brand, rest, { number: 3, name: 'project', before: undefined, fields })
}

/** A project's name, and the address of its first app. */
export function projectFields(say: Words, typed: FirstProject, fault: Fault | undefined): Html {
  return html`${textField({
    name: 'name',
    label: say('set-up.project.name'),
    autocomplete: 'organization',
    value: typed.name,
    hint: say('set-up.project.hint'),
    focus: true,
    fault,
  })}
${textField({
  name: 'app',
  label: say('set-up.app'),
  autocomplete: 'off',
  value: typed.app,
  hint: say('set-up.app.hint', { example: 'http://localhost:5173/' }),
  fault,
})}`
}

interface GuideForm {
  readonly number: 2 | 3
  /** The section of its texts, and what its form does. */
  readonly name: 'factor' | 'project'
  readonly before: Html | undefined
  readonly fields: Html
}

/** A step for whoever is signed in already. */
function guidePage(
  say: Words,
  brand: Brand,
  { form, fault, left }: GuideStep,
  { number, name, before, fields }: GuideForm,
): Page {
  const heading = say.text(`set-up.${name}.heading`)
  return {
    title: titled(say, heading, fault),
    brand,
    isSignedIn: true,
    address: SET_UP_PATH,
    scripts: [TIME_SCRIPT],
    card: html`${step(say, number)}<h1>${heading}</h1>
<p class="lead">${say(`set-up.${name}.lead`)}</p>
${withFault(
  fault,
  html`${before}
<form id="${TIME_FORM}" method="post" action="${SET_UP_PATH}" novalidate>
<input type="hidden" name="form" value="${form}"><input type="hidden" name="do" value="${name}">
${fields}
</form>`,
)}
${timeNotice(say, left, SET_UP_PATH, name === 'factor' ? 'secret' : undefined)}`,
  }
}

/** What to do next. */
export function readyPage(
  say: Words,
  brand: Brand,
  {
    form,
    left,
    account,
    consoleUrl,
    app,
  }: GuideStep & {
    readonly account: string
    readonly consoleUrl: string
    readonly app: ReadyApp | undefined
  },
): Page {
  const heading = say.text('set-up.ready.heading')
  return {
    title: heading,
    brand,
    isSignedIn: true,
    address: SET_UP_PATH,
    scripts: [TIME_SCRIPT],
    card: html`<h1>${heading}</h1>
<p class="lead">${say('account.lead', { account: strong(account) })}</p>
${nextSections(say, consoleUrl, app)}
<form id="${TIME_FORM}" method="post" action="${SET_UP_PATH}"><input type="hidden" name="form" value="${form}"></form>
${timeNotice(say, left, SET_UP_PATH)}
<p class="more"><a href="/account">${say('set-up.account')}</a></p>`,
  }
}

export function nextSections(say: Words, consoleUrl: string, app: ReadyApp | undefined): Html {
  return html`<a class="button" href="${consoleUrl}">${say('set-up.administer')}</a>
<p class="hint">${say('set-up.administer.text')}</p>
${app === undefined ? undefined : appSection(say, app)}
<section aria-labelledby="serious">
<h2 id="serious">${say('set-up.operate')}</h2>
<p class="hint">${say('set-up.operate.text', { guide: guide('docs/operate.md') })}</p>
</section>`
}

const guide = (path: string): Html => html`<code dir="ltr">${path}</code>`

function appSection(say: Words, app: ReadyApp): Html {
  return html`<section aria-labelledby="app">
<h2 id="app">${say('set-up.code')}</h2>
<p class="hint">${say('set-up.code.text', { project: strong(app.project), address: guide(app.redirectUri) })}</p>
<pre dir="ltr">${snippetOf(app)}</pre>
<p class="hint">${say('set-up.code.more', { sdk: guide('packages/sdk/README.md') })}</p>
</section>
`
}

/** The first lines of an app. The SDK comes back to the root of the app's origin unless it is told another address. */
function snippetOf({ clientId, redirectUri, baseUrl }: ReadyApp): string {
  const isRoot = redirectUri === `${new URL(redirectUri).origin}/`
  const request = isRoot ? '' : `{ redirectUri: ${JSON.stringify(redirectUri)} }`
  return `import { DamsonClient } from '@damson/sdk'

const client = new DamsonClient({
  baseUrl: '${baseUrl}',
  clientId: '${clientId}',
})
const profile = (await client.getProfileAsync())
  ?? (await client.signInWithRedirect(${request}))
if (profile !== undefined)
  document.body.append('Signed in as ', profile.name[0].given[0])
`
}
