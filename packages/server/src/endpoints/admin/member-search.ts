import { decide } from '@damson/access'
import { literalValue, type Pair, parseSearch, type ResourceType } from '@damson/fhir'
import { badRequest, type Form } from '#answers'
import type { NameSource, ReadableTypes } from '#domain/memberships'
import type { Administrator } from './administrator.ts'
import { LONGEST_NAME } from './paging.ts'

const MOST_WORDS = 5

const SHORTEST_PART = 3

/** A part of an e-mail address, in small letters; empty: everybody. */
export function readPart(form: Form): string {
  const part = form.get('email')?.toLowerCase()
  if (part === undefined) return ''
  const isPart = part.length >= SHORTEST_PART && part.length <= LONGEST_NAME && part.isWellFormed()
  if (!isPart || /[\s\p{Cc}"\\]/u.test(part))
    throw badRequest(
      `email is a part of an address, of ${SHORTEST_PART} to ${LONGEST_NAME} characters, without spaces.`,
      'email',
      'invalid_email',
    )
  return part
}

/** What of accounts and profiles the administrator may find. */
export function readableTypes({ grantee }: Administrator): ReadableTypes {
  return new Map(
    (['User', ...PROFILES] as const).flatMap((type) => {
      const decision = decide(grantee.access, { interaction: 'search', resourceType: type })
      return decision.verdict === 'deny' ? [] : [[type, decision.narrowing] as const]
    }),
  )
}

const PROFILES: readonly ResourceType[] = ['Practitioner', 'RelatedPerson', 'Patient']

/**
 * Where a person is looked for, within the administrator's policy: by the beginning of each word of a name, or by a whole
 * address. An account that the policy hides is not found by its address. `among`: only these profiles.
 */
export function nameSources(
  { grantee }: Administrator,
  name: string,
  among?: readonly string[],
): readonly NameSource[] {
  const isAddress = name.includes('@')
  const words = isAddress ? [name.toLowerCase()] : name.split(/\s+/u).slice(0, MOST_WORDS)
  const pairs: readonly Pair[] = words.map((word) => ({
    name: isAddress ? 'email' : 'name',
    values: [literalValue(word)],
  }))
  const types: readonly ResourceType[] = isAddress ? ['User', ...PROFILES] : PROFILES
  return types.flatMap((type): NameSource[] => {
    const ids = among?.flatMap((one) => (one.startsWith(`${type}/`) ? literalValue(one.slice(type.length + 1)) : []))
    if (ids?.length === 0) return []
    const decision = decide(grantee.access, { interaction: 'search', resourceType: type })
    if (decision.verdict === 'deny') return []
    const search = parseSearch(type, ids === undefined ? pairs : [...pairs, { name: '_id', values: ids }], {
      ...(ids && { maxValues: ids.length + MOST_WORDS }),
    })
    if (!search.ok) throw badRequest('The name cannot be searched for: send letters or digits.', 'name', 'invalid_name')
    return [{ type, condition: search.value.condition, narrowing: decision.narrowing }]
  })
}
