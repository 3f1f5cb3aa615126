import type { FastifyRequest } from 'fastify'
import type { Form } from '#answers'
import { type Browser, brandOf, type Page, wordsOf } from '#pages'
import { type AuthorizeRequest, authorizeQuery } from '../authorize/authorize-request.ts'
import { sealRequest } from '../authorize/carried-request.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { mailPowPage } from './mail-pages.ts'

/** The page that comes before a message, where the project checks that no program asks for it. */
export async function botPage(
  deps: SignInPageDeps,
  { request, browser }: { readonly request: FastifyRequest; readonly browser: Browser },
  {
    wanted,
    by,
    to,
    form,
  }: {
    readonly wanted: AuthorizeRequest
    readonly by: 'email' | 'phone'
    /** The address or the number. */
    readonly to: string
    readonly form: Form
  },
): Promise<{ readonly status: number; readonly page: Page } | undefined> {
  const { project } = wanted.client
  const waited = form.get('challenge')
  const sent = { powSolution: form.get('solution'), waited, address: request.ip }
  if ((await deps.botCheck.pageProblem('mail', project, sent)) === undefined) return undefined
  const say = wordsOf(request)
  const pow = await deps.botCheck.pageDemand('mail', project)
  const shown = {
    // The form for another e-mail has no request of its own.
    request:
      form.get('request') ??
      sealRequest(deps.keyring, authorizeQuery(wanted), request.issuer, browser, deps.clock.now()),
    by,
    to,
    pow,
    fault: waited === undefined ? undefined : say('forgot.wait'),
  }
  return { status: waited === undefined ? 200 : 400, page: mailPowPage(say, await brandOf(deps, project), shown) }
}
