/**
 * Owns: `/`, which tells people where they are, at the server's own address and at each project's; and `/leaving-basic`. Does not own: the
 * pages that it leads to. Used by: only `app/mount.ts`.
 */
import type { FastifyInstance } from 'fastify'
import { answersWith } from '#answers'
import type { Db } from '#base/db'
import type { Issuers } from '#domain/projects'
import { awaitsAdministrator, type RegistrationDeps } from '#domain/registration'
import { brandOf, type ProjectLooks, sendPage, wordsOf } from '#pages'
import { homePage } from './home-page.ts'
import { registerLeavingBasic } from './leaving-basic.ts'

export { describedHome } from './described.ts'
export { LEAVING_BASIC } from './leaving-basic.ts'

export interface HomeDeps {
  readonly db: Db
  readonly baseUrl: string
  readonly looks: ProjectLooks
  readonly registration: RegistrationDeps
  readonly issuers: Issuers
  readonly isDevelopment: boolean
}

export function registerHome(app: FastifyInstance, deps: HomeDeps): void {
  registerLeavingBasic(app)
  app.get('/', answersWith('page'), async (request, reply) => {
    const { project, url, adminUrl } = request.issuer
    const operators =
      project === undefined
        ? { isAwaited: await awaitsAdministrator(deps.registration), isDevelopment: deps.isDevelopment }
        : undefined
    // Most who see this page cannot reach an address for administrators alone. It is no secret: /openapi.json has it.
    const shown = { operators, console: adminUrl === url }
    return sendPage(reply, 200, homePage(wordsOf(request), await brandOf(deps, project), shown))
  })
}
