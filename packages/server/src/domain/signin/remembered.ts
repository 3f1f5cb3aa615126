import { secondsAfter } from '#base/clock'
import { uuid } from '#base/random'
import { rememberBrowser } from '#domain/factors'
import { STEP_UP_SECONDS } from '#domain/logins'
import { eventOf } from './decisions.ts'
import type { SignInDeps, SignInOrigin, SignInState } from './dependencies.ts'

/** Remembers the browser of a sign-in that has just proven a second factor, as its person ticked. */
export async function rememberThisBrowser(
  { db, clock, audit }: SignInDeps,
  { login, factor: { rememberDays } }: SignInState,
  device: { readonly browser: string | undefined; readonly system: string | undefined },
  origin: SignInOrigin,
): Promise<void> {
  const { rootId, project } = login
  if (rememberDays === undefined || rootId === null || project === null) return
  const now = clock.now()
  await db.tx(async (tx) => {
    const made = await rememberBrowser.maybeOne(tx, {
      id: uuid(),
      rootId,
      project,
      browser: device.browser ?? null,
      system: device.system ?? null,
      now,
      provenAfter: secondsAfter(now, -STEP_UP_SECONDS),
      expiresAt: secondsAfter(now, rememberDays * 86_400),
    })
    if (made !== undefined) await audit.record(tx, [eventOf('browser.remembered', 0, login, origin)])
  })
}
