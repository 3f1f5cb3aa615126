/**
 * Owns: how a machine's change that an administrator must approve is answered (202), and the address that tells how it
 * stands. Does not own: the decision (`/account/changes`), what waits (`domain/approvals`).
 */
import type { FastifyInstance } from 'fastify'
import type { ApprovalDeps } from './dependencies.ts'
import { registerStatus } from './status.ts'
import { keepWaiting } from './waiting.ts'

export type { ApprovalDeps } from './dependencies.ts'
export { describedApprovals } from './described.ts'

/** Mounts routes whose refused changes may wait for an approval. */
export async function mountWaiting(
  app: FastifyInstance,
  deps: ApprovalDeps,
  mount: (app: FastifyInstance) => void,
): Promise<void> {
  deps.approvals.carryBy(async ({ method, url, headers, body, authorization, from }) => {
    const answer = await app.inject({
      method,
      url,
      headers: { ...headers, authorization },
      remoteAddress: from,
      ...(body !== undefined && { payload: body }),
    })
    const location = answer.headers.location
    return {
      status: answer.statusCode,
      headers: location === undefined ? {} : { Location: location },
      body: answer.payload,
    }
  })
  await app.register((waiting, _options, done) => {
    keepWaiting(waiting, deps)
    mount(waiting)
    done()
  })
  registerStatus(app, deps)
}
