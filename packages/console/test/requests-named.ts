/** What a console in a browser asks of the server that changes something is in the table of actions. */
import type { Page, Request } from 'playwright-core'
import { expect } from 'vitest'
import { ACTIONS } from '../src/frame/actions.ts'

/** What stands in no action, and why. */
const BESIDE: readonly (readonly [request: string, why: string, view?: RegExp])[] = [
  ['POST oauth2/token', 'the sign-in of the person'],
  ['POST fhir/R4/{type}/$explain', 'asks what a policy would decide, and changes nothing'],
  ['POST fhir/R4/{type}/{id}/$explain', 'asks what a policy would decide, and changes nothing'],
  ['POST admin/projects/{project}/page-preview', 'draws a page, and changes nothing'],
  ['POST admin/projects/{project}/email-texts/preview', 'draws an e-mail, and changes nothing'],
  ['PUT fhir/R4/{type}/{id}', 'the policy decides for each resource', /^resources\//],
  ['{method} {path}', 'the API is tried as it is described', /^api(\/|$)/],
]

/** How a request is written in the table, as what requests of it are. */
const patternOf = (request: string): RegExp =>
  new RegExp(
    `^${request
      .split(/(\{\w+\})/)
      .map((part) => (part === '{path}' ? '.+' : part.startsWith('{') ? '[^/? ]+' : RegExp.escape(part)))
      .join('')}$`,
  )
const NAMED = Object.values(ACTIONS).flatMap(({ requests }) => requests.map(patternOf))
const EXCEPTED = BESIDE.map(([request, , view = /^/]) => ({ request: patternOf(request), view }))

/** A request as the table would have it, and the view that made it. Undefined for what a console did not ask, or only read. */
function askedBy(request: Request): { readonly asked: string; readonly view: string } | undefined {
  if (request.resourceType() !== 'fetch' || ['GET', 'HEAD', 'OPTIONS'].includes(request.method())) return undefined
  const [, view] = /\/console\/(.*)$/.exec(new URL(request.frame().url()).pathname) ?? []
  const [, path] = /\/((?:admin|fhir|auth|oauth2)\/.*)$/.exec(new URL(request.url()).pathname) ?? []
  return view === undefined || path === undefined ? undefined : { asked: `${request.method()} ${path}`, view }
}

const unnamed: string[] = []

/** Notes each request of this page by which a view changes what no action of the table says. */
export function watchRequests(page: Page): void {
  page.on('request', (request) => {
    const { asked, view } = askedBy(request) ?? {}
    if (asked === undefined || view === undefined || NAMED.some((one) => one.test(asked))) return
    if (EXCEPTED.some((one) => one.request.test(asked) && one.view.test(view))) return
    unnamed.push(`${asked} by ${view === '' ? 'the overview' : view}`)
  })
}

/** For the end of a file whose pages were watched: what they asked is in an action of `frame/actions.ts`. */
export function expectNamed(): void {
  expect(unnamed.splice(0), 'requests that are in no action').toEqual([])
}
