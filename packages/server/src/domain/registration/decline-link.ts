import { accepted, type Result } from '@damson/fhir'
import { refusable } from '#base/db'
import type { AuditEntry } from '#domain/audit'
import { membershipsOfUser } from '#domain/memberships'
import { type Issuer, type RequestOrigin, SYSTEM_PROJECT } from '#domain/projects'
import { type LinkKind, openLink, peekLink, userById } from '#domain/users'
import type { RegistrationDeps } from './dependencies.ts'

const DECLINED: ReadonlySet<LinkKind> = new Set(['invite', 'reset', 'verify-email'])

/** Whether a mailed link is one that its receiver can end. Looking at it changes nothing. */
export async function peekDecline(
  { db, keyring, clock }: RegistrationDeps,
  id: string,
  secret: string,
): Promise<boolean> {
  const peeked = await peekLink(db, keyring, id, secret, clock.now())
  return peeked.ok && DECLINED.has(peeked.value.kind)
}

/** The receiver of an e-mail says that it was not for them: its link works for nobody afterwards. */
export async function declineLink(
  { db, keyring, audit, clock }: RegistrationDeps,
  { id, secret }: { readonly id: string; readonly secret: string },
  origin: RequestOrigin & { readonly issuer: Issuer },
): Promise<Result<void, 'unusable_link'>> {
  const now = clock.now()
  return refusable(db, async (tx, refuse: (why: 'unusable_link') => never) => {
    const opened = await openLink(tx, keyring, id, secret, now)
    if (!opened.ok || !DECLINED.has(opened.value.kind)) return refuse('unusable_link')
    const { userId, kind } = opened.value
    const { project } = await userById.one(tx, userId)
    const { address, userAgent, traceId } = origin
    const event = (at: string, entity: string): AuditEntry => ({
      kind: 'link.declined',
      project: at,
      outcome: 0,
      // Whoever has the mailbox need not be the person.
      agent: {},
      personal: { address, userAgent },
      entity,
      reason: kind,
      traceId,
    })
    // An invitation's project learns of it.
    const members = kind === 'invite' ? await membershipsOfUser.rows(tx, userId) : []
    await audit.record(
      tx,
      members.length === 0
        ? [event(project ?? SYSTEM_PROJECT, `User/${userId}`)]
        : members.map((one) => event(one.project, `ProjectMembership/${one.id}`)),
    )
  }).then((done) => (done.ok ? accepted(undefined) : done))
}
