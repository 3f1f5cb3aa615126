import type { requestOriginOf } from '#answers'
import { type AppRow, appsOf, endAppOfRoot, endRoot, providerOfRoot } from '#domain/logins'
import { SYSTEM_PROJECT } from '#domain/projects'
import { publishInvalidations } from '#domain/revocation'
import type { SignInPageDeps } from '../dependencies.ts'

/** A sign-in that has just ended, with the apps that had its tokens. */
export interface EndedRoot {
  readonly id: string
  readonly at: Date
  readonly apps: readonly AppRow[]
  /** The identity provider that proved the person, who may still be signed in there. */
  readonly providerKey: string | undefined
}

/** The target: a whole sign-in, or one app's part of it (null: an app without an id). */
export interface Ending {
  readonly rootId: string
  readonly onlyApp?: string | null
}

/** Ends sign-ins, and audits that in each project with one of their logins. Skips those that have already ended. */
export async function endSignIns(
  { db, clock, audit }: Pick<SignInPageDeps, 'db' | 'clock' | 'audit'>,
  ends: readonly Ending[],
  { address, userAgent, traceId }: ReturnType<typeof requestOriginOf>,
): Promise<readonly EndedRoot[]> {
  if (ends.length === 0) return []
  const now = clock.now()
  return db.tx(async (tx) => {
    const ended: EndedRoot[] = []
    const invalidations = []
    for (const { rootId, onlyApp } of ends) {
      if (onlyApp === undefined) {
        const items = await endRoot(tx, rootId, 'signed_out', now)
        for (const { subject: id } of items.filter(({ kind }) => kind === 'root'))
          ended.push({ id, at: now, apps: await appsOf.rows(tx, id), providerKey: await providerOfRoot(tx, id) })
        invalidations.push(...items)
        continue
      }
      const apps = (await appsOf.rows(tx, rootId)).filter(({ clientId }) => clientId === onlyApp)
      const items = await endAppOfRoot(tx, rootId, onlyApp, 'signed_out', now)
      if (items.length > 0) ended.push({ id: rootId, at: now, apps, providerKey: undefined })
      invalidations.push(...items)
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
    await publishInvalidations(tx, invalidations, now)
    return ended
  })
}
