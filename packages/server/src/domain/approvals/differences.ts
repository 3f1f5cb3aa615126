import type { AskedChange } from '#domain/resources'

/** What a difference is about: what it lets others do, how they prove themselves, with which keys, from and to where. */
export type Topic = 'rights' | 'proof' | 'keys' | 'addresses' | 'other'

/** A member whose value changes, with its path, such as `resource[0].readonly`, as JSON. Undefined: it is not there. */
export interface Difference {
  readonly topic: Topic
  readonly path: string
  readonly before: string | undefined
  readonly after: string | undefined
}

const TOPICS: Readonly<Record<string, Topic>> = {
  resource: 'rights',
  accessPolicy: 'rights',
  access: 'rights',
  admin: 'rights',
  adminRole: 'rights',
  active: 'rights',
  status: 'rights',
  actFor: 'rights',
  user: 'rights',
  profile: 'rights',
  defaultAccessPolicies: 'rights',
  defaultPatientAccessPolicy: 'rights',
  emergencyAccount: 'rights',
  grantType: 'rights',
  firstParty: 'rights',
  resourceScopesRequired: 'rights',
  domain: 'proof',
  enforced: 'proof',
  email: 'proof',
  externalId: 'proof',
  externalIdIssuer: 'proof',
  identityProvider: 'proof',
  provider: 'proof',
  signIn: 'proof',
  providerDirect: 'proof',
  workloadIdentity: 'proof',
  site: 'proof',
  setting: 'proof',
  mfaRequired: 'proof',
  minimumAcr: 'proof',
  compliantDeviceRequired: 'proof',
  jwks: 'keys',
  jwksUri: 'keys',
  tokenEndpointAuthMethod: 'keys',
  kind: 'keys',
  redirectUris: 'addresses',
  redirectUri: 'addresses',
  allowedOrigin: 'addresses',
  origin: 'addresses',
  ipAccessRule: 'addresses',
}

/** The server writes these: they differ in each version. */
const SERVERS_OWN = /^(?:id|resourceType|meta(?:\..*)?)$/

/** Everything that a change makes different, member by member. */
export function differencesOf({ before, after }: Pick<AskedChange, 'before' | 'after'>): readonly Difference[] {
  const [earlier, later] = [leavesOf(before), leavesOf(after)]
  const paths = [...new Set([...earlier.keys(), ...later.keys()])]
  return paths
    .filter((path) => earlier.get(path) !== later.get(path) && !SERVERS_OWN.test(path))
    .map((path) => ({ topic: topicOf(path), path, before: earlier.get(path), after: later.get(path) }))
}

function topicOf(path: string): Topic {
  const member = /^[^.[]*/.exec(path)?.[0] ?? ''
  return Object.hasOwn(TOPICS, member) ? (TOPICS[member] ?? 'other') : 'other'
}

/** The values of a resource by their paths, as JSON. An empty list or object is a value, too. */
export function leavesOf(value: unknown): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>()
  const walk = (one: unknown, path: string): void => {
    const text = JSON.stringify(one)
    if (text === undefined) return
    const parts = partsOf(one, text, path)
    if (parts.length === 0) leaves.set(path, text)
    for (const [at, part] of parts) walk(part, at)
  }
  walk(value, '')
  return leaves
}

/** The parts of a list or object with their paths. A number that keeps its own text is an object without any. */
function partsOf(value: unknown, text: string, path: string): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.map((part: unknown, at) => [`${path}[${at}]`, part] as const)
  if (typeof value !== 'object' || value === null || !text.startsWith('{')) return []
  return Object.entries(value).map(([name, part]) => [path === '' ? name : `${path}.${name}`, part] as const)
}
