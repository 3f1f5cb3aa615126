import { isWriteOnly, parseJson } from '@damson/fhir'
import { type KeptRequest, leavesOf } from '#domain/approvals'

/** A resource that is written as a whole, or patched: the difference shows it. */
const OF_RESOURCE = /\/fhir\/R4\/[A-Za-z]+(?:\/[A-Za-z0-9\-.]+)?$/
const SECRET = /secret|password/i

/** The body of any other request, member by member, without its secrets. What it says is nowhere else. */
export function sentMembers({ url, body }: Pick<KeptRequest, 'url' | 'body'>): readonly (readonly [string, string])[] {
  const [path = ''] = url.split('?')
  if (body === undefined || OF_RESOURCE.test(path)) return []
  const leaves = leavesOf(parseJson(body))
  return [...leaves].map(([at, value]) => [at, isSecret(at, leaves) ? '•••' : value])
}

/** By any member on its path, or the name of a parameter (`Parameters.parameter`). */
function isSecret(at: string, leaves: ReadonlyMap<string, string>): boolean {
  const name = at.replace(/\.value[A-Z][A-Za-z]*$/, '.name')
  if (name !== at && SECRET.test(leaves.get(name) ?? '')) return true
  return at.split(/[.[\]]+/).some((member) => isWriteOnly(member) || SECRET.test(member))
}
