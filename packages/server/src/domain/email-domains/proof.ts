import type { ReadTxt } from '#base/dns'
import type { DomainRow } from './domains.store.ts'

/** The record that proves the ownership of a domain. */
export interface ProofRecord {
  readonly type: 'TXT'
  readonly name: string
  readonly value: string
}

/** Below a label of its own: people who may publish names below a domain cannot use `_` names, and nothing else is there. */
export function recordOf({ domain, token }: Pick<DomainRow, 'domain' | 'token'>): ProofRecord {
  return { type: 'TXT', name: `_damson-challenge.${domain}`, value: `damson-domain-verification=${token}` }
}

/** Whether the record is there; `unknown` if DNS gave no answer, which says nothing about the owner. */
export async function lookUp(readTxt: ReadTxt, row: DomainRow): Promise<'found' | 'missing' | 'unknown'> {
  const { name, value } = recordOf(row)
  try {
    return (await readTxt(name)).some((text) => text.trim() === value) ? 'found' : 'missing'
  } catch {
    return 'unknown'
  }
}
