import type { Audit, WrittenTogether } from '#domain/audit'
import type { MachineLogin } from './logins.store.ts'
import { insertMachineLogins, type MachineColumns } from './machine-logins.store.ts'

/**
 * Makes a machine's login and records it, in a statement that concurrent requests share. False: nothing was made; then
 * make it alone.
 */
export type IssueTogether = WrittenTogether<MachineLogin>

export function createIssueTogether(audit: Pick<Audit, 'writtenTogether'>): IssueTogether {
  return audit.writtenTogether(async (tx, logins, events) => {
    const { made, recorded } = await insertMachineLogins.one(tx, { ...columnsOf(logins), ...events })
    if (made !== logins.length || recorded !== logins.length) throw new Error('not all was written')
    return new Set(events.event_id)
  })
}

function columnsOf(logins: readonly MachineLogin[]): MachineColumns {
  const column = <K extends keyof MachineLogin>(name: K): readonly MachineLogin[K][] => logins.map((one) => one[name])
  return {
    id: column('id'),
    project: column('project'),
    clientId: column('clientId'),
    membershipId: column('membershipId'),
    profile: column('profile'),
    scope: column('scope'),
    clientAuth: column('clientAuth'),
    issuerProject: column('issuerProject'),
    now: column('now').map((at) => at.toISOString()),
    expiresAt: column('expiresAt').map((at) => at.toISOString()),
  }
}
