import { SEEN } from './search.ts'

/** The kinds that people look for, as the audit names them. Any other may stand in the address. */
const KINDS: readonly string[] = [
  '',
  SEEN,
  'read',
  'search',
  'create',
  'update,patch',
  'delete',
  'login.succeeded',
  'login.failed',
  'login.ended,login.revoked',
  'factor.added,factor.removed',
  'password.changed,password.set,password.reset_requested',
  'token.issued',
  'token.refused',
  'token.reuse_detected',
  'user.invited',
  'membership.created,membership.changed,membership.removed',
  'client.created,client.secret_rotated',
  'device.connected,device.revoked,device.lost',
  'bot.deployed',
  'bot.ran',
  'administration.refused',
  'audit.watched,audit.exported',
  'trace.read',
]

export const kindsIn = (chosen: string): readonly string[] => (KINDS.includes(chosen) ? KINDS : [...KINDS, chosen])
