import { useFormat, useTexts } from '#language'
import type { Option } from '#parts'
import { SEEN } from '../search.ts'
import { type AuditKey, auditTexts } from '../texts.ts'
import { useKindName } from './kind.tsx'

const FACTORS = 'factor.added,factor.removed'
const PASSWORDS = 'password.changed,password.set,password.reset_requested'

/** What happens to accounts: recorded in the account's own project, so that no other learns of it. */
export const OF_ACCOUNTS: ReadonlySet<string> = new Set([FACTORS, PASSWORDS])

/** The kinds that people look for, as the audit names them; several at once have a name of their own. */
const OFFERED = new Map<string, AuditKey | undefined>([
  ['', 'kind.all'],
  [SEEN, 'kind.seen'],
  ['read', undefined],
  ['search', undefined],
  ['create', undefined],
  ['update,patch', 'kind.changed'],
  ['delete', undefined],
  ['login.succeeded', undefined],
  ['login.failed', undefined],
  ['login.ended,login.revoked', 'kind.ended'],
  [FACTORS, 'kind.factors'],
  [PASSWORDS, 'kind.passwords'],
  ['token.issued', undefined],
  ['token.refused', undefined],
  ['token.reuse_detected', undefined],
  ['user.invited', undefined],
  ['membership.created,membership.changed,membership.removed', 'kind.access'],
  ['client.created,client.secret_rotated', 'kind.apps'],
  ['device.connected,device.revoked,device.lost', 'kind.devices'],
  ['bot.deployed', undefined],
  ['bot.ran,operation', 'kind.ran'],
  ['administration.refused', undefined],
  ['audit.watched,audit.exported', 'kind.audit'],
  ['trace.read', undefined],
])

/** What the filter offers, with the codes behind each name. The chosen one may be any other that stands in the address. */
export function useKindOptions(chosen: string): readonly Option[] {
  const t = useTexts(auditTexts)
  const format = useFormat()
  const nameOf = useKindName()
  const codes = OFFERED.has(chosen) ? [...OFFERED.keys()] : [...OFFERED.keys(), chosen]
  return codes.map((value) => {
    const key = OFFERED.get(value)
    const kinds = value.split(',')
    const text = key === undefined ? format.list(kinds.map((kind) => nameOf(kind) ?? kind)) : t(key)
    return { value, text, ...(value !== '' && text !== value && { hint: kinds.join(', ') }) }
  })
}
