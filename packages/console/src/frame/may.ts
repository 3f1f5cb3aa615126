import type { Me } from '#session'
import { useMe } from './me.ts'

/** Acts that the API refuses to some roles. */
export type OfferedAct = 'manage_clients' | 'manage_bots' | 'set_secrets' | 'read_traces' | 'change_project'

/** What a role may do that is not an owner's, as the server has it. A test holds both against each other. */
export const OFFERED: Readonly<Record<Exclude<Me['role'], 'owner' | undefined>, readonly OfferedAct[]>> = {
  'identity-administrator': ['manage_clients', 'read_traces'],
  'help-desk': [],
  'privacy-officer': [],
  'app-developer': ['manage_clients', 'read_traces'],
  deployer: ['manage_bots'],
}

/**
 * Whether the person is offered an act. The API decides whether they may do it; what it is known to refuse is not offered.
 * Those with the administrator flag are offered everything, since a policy may limit them in any way.
 */
export function useMay(): (act: OfferedAct) => boolean {
  const { role } = useMe()
  return (act) => role === 'owner' || (role !== undefined && OFFERED[role].includes(act))
}
