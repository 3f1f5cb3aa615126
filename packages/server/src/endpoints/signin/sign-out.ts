import type { placeOf } from '#answers'
import { type AppRow, appsOf, endRoot } from '#domain/logins'
import { SYSTEM_PROJECT } from '#domain/projects'
import { publishNews } from '#domain/revocation'
import type { SigninParts } from './parts.ts'

/** A sign-in that has just ended, with the apps that had tokens of it. */
export interface EndedRoot {
  readonly id: string
  readonly at: Date
  readonly apps: readonly AppRow[]
}

/** Ends sign-ins, and tells the audit of each project with a login of it. Those that had ended already are left out. */
export async function endRoots(
  { db, clock, audit }: Pick<SigninParts, 'db' | 'clock' | 'audit'>,
  roots: readonly string[],
  { address, userAgent, traceId }: ReturnType<typeof placeOf>,
): Promise<readonly EndedRoot[]> {
  if (roots.length === 0) return []
  const now = clock.now()
  return db.tx(async (tx) => {
    const ended: EndedRoot[] = []
    const news = []
    for (const id of roots) {
      const apps = await appsOf.rows(tx, id)
      const items = await endRoot(tx, id, 'signed_out', now)
      if (items.length === 0) continue
      ended.push({ id, at: now, apps })
      news.push(...items)
    }
    await audit.record(
      tx,
      ended.flatMap(({ apps }) =>
        (apps.length === 0 ? [undefined] : apps).map((app) => ({
          kind: 'login.ended' as const,
          project: app?.project ?? SYSTEM_PROJECT,
          outcome: 0 as const,
          agent: {
            reference: app?.profile ?? undefined,
            userId: app?.userId ?? undefined,
            clientId: app?.clientId ?? undefined,
            loginId: app?.id,
          },
          personal: { address, userAgent },
          traceId,
        })),
      ),
    )
    await publishNews(tx, news, now)
    return ended
  })
}
