import {
  type Brand,
  type Fault,
  html,
  PASSWORD_SCRIPT,
  type Page,
  POW_SCRIPT,
  powAttributes,
  powFields,
  strong,
  titled,
  type Words,
  withFault,
} from '#pages'
import {
  type FirstProject,
  nextSections,
  type Person,
  personFields,
  projectFields,
  type ReadyApp,
} from './set-up-pages.ts'

export const NEW_PROJECT_PATH = '/dev/new-project'

export interface TypedProject extends FirstProject, Person {}

/** A new project, and who administers it. */
export function newProjectPage(
  say: Words,
  brand: Brand,
  {
    typed,
    fault,
    pow,
  }: { readonly typed: TypedProject; readonly fault: Fault | undefined; readonly pow: Parameters<typeof powFields>[0] },
): Page {
  const heading = say.text('new-project.heading')
  return {
    title: titled(say, heading, fault),
    brand,
    address: NEW_PROJECT_PATH,
    scripts: [PASSWORD_SCRIPT, ...(pow === undefined ? [] : [POW_SCRIPT])],
    card: html`<h1>${heading}</h1>
<p class="lead">${say('new-project.lead')}</p>
${withFault(
  fault,
  html`<form method="post" action="${NEW_PROJECT_PATH}" novalidate${powAttributes(pow)}>
${powFields(pow)}${projectFields(say, typed, fault)}
${personFields(say, typed, fault, false)}
<button>${say('set-up.project.button')}</button>
</form>`,
)}
<p class="more"><a href="/account">${say('register.known')}</a></p>`,
  }
}

/** What to do next with a new project. */
export function projectReadyPage(
  say: Words,
  brand: Brand,
  { account, consoleUrl, app }: { readonly account: string; readonly consoleUrl: string; readonly app: ReadyApp },
): Page {
  const heading = say.text('new-project.ready')
  return {
    title: heading,
    brand,
    isSignedIn: true,
    address: `${NEW_PROJECT_PATH}/ready?client=${app.clientId}`,
    card: html`<h1>${heading}</h1>
<p class="lead">${say('account.lead', { account: strong(account) })}</p>
${nextSections(say, consoleUrl, app)}
<p class="more"><a href="/account">${say('set-up.account')}</a></p>`,
  }
}
