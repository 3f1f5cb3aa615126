import type { AccessPolicy } from '@damson/sdk'

export type StoredPolicy = AccessPolicy & { readonly id: string }
export type PolicyEntry = NonNullable<AccessPolicy['resource']>[number]

/** What an entry can name, in the order in which it is shown. */
export const INTERACTIONS = ['read', 'vread', 'search', 'history', 'create', 'update', 'delete'] as const
type Interaction = (typeof INTERACTIONS)[number]
export const READING = ['read', 'vread', 'search', 'history'] as const satisfies readonly Interaction[]

/** Of `meta`, what a person writes; the rest is the server's. */
const OWN_META = ['profile', 'security', 'tag', 'source'] as const

/** A policy as a person edits it: without what the server keeps of it. */
export function editable(policy: AccessPolicy): AccessPolicy {
  const { meta = {}, ...rest } = policy
  const own = Object.fromEntries(
    OWN_META.flatMap((name) => (meta[name] === undefined ? [] : [[name, meta[name]] as const])),
  )
  return Object.keys(own).length === 0 ? rest : { ...rest, meta: own }
}

export const textOf = (policy: AccessPolicy): string => JSON.stringify(editable(policy), undefined, 2)

/** The policy in a text; undefined while it is no JSON object. */
export function readPolicy(text: string): AccessPolicy | undefined {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as AccessPolicy) : undefined
  } catch {
    return undefined
  }
}

/**
 * Whether a form can show the policy: what is typed as text may be anything. Elements that no form shows may be anything
 * here, too.
 */
export function fitsForm({ name, compartment, resource, ipAccessRule, basedOn, minimumAcr }: AccessPolicy): boolean {
  return (
    areTexts([name, minimumAcr]) &&
    areReferences([compartment]) &&
    areObjects(
      resource,
      ({ resourceType, criteria, interaction, compartment: of }) =>
        isText(resourceType) && areTexts([criteria]) && areReferences([of]) && isList(interaction, isText),
    ) &&
    areObjects(
      ipAccessRule,
      ({ name: about, value, action }) => areTexts([about]) && isText(value) && isText(action),
    ) &&
    isList(basedOn, (one) => one !== undefined && areReferences([one]))
  )
}

type Json = Readonly<Record<string, unknown>>

const isText = (value: unknown): boolean => typeof value === 'string'
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const isList = (value: unknown, isFit: (one: unknown) => boolean): boolean =>
  value === undefined || (Array.isArray(value) && value.every(isFit))
const areObjects = (value: unknown, isFit: (one: Json) => boolean): boolean =>
  isList(value, (one) => isObject(one) && isFit(one))
const areTexts = (values: readonly unknown[]): boolean => values.every((one) => one === undefined || isText(one))
const areReferences = (values: readonly unknown[]): boolean =>
  values.every((one) => one === undefined || (isObject(one) && areTexts([one['reference'], one['display']])))

/** The policy with another demand; what is emptied is gone. */
export function withDemand(policy: AccessPolicy, demand: Partial<Pick<AccessPolicy, Demand>>): AccessPolicy {
  const all = Object.entries({ ...policy, ...demand })
  const isEmpty = (value: unknown): boolean =>
    value === undefined || value === false || value === '' || (Array.isArray(value) && value.length === 0)
  return Object.fromEntries(
    all.filter(([name, value]) => !(name in demand && isEmpty(value))),
  ) as unknown as AccessPolicy
}

type Demand = 'mfaRequired' | 'minimumAcr' | 'compliantDeviceRequired' | 'ipAccessRule' | 'basedOn'

/** What an entry allows: all, if it names nothing and is not `readonly`. */
export function allowedBy({ interaction, readonly }: PolicyEntry): readonly string[] {
  return interaction ?? (readonly === true ? READING : INTERACTIONS)
}

/** Whether it allows all because it names nothing. Broken text may name anything: that says something. */
export const allowsAll = ({ interaction, readonly }: PolicyEntry): boolean =>
  interaction === undefined && readonly !== true

/** The entry with these interactions, in the shortest form. */
export function withInteractions(
  { interaction: _named, readonly: _readonly, ...entry }: PolicyEntry,
  allowed: readonly string[],
): PolicyEntry {
  const chosen = INTERACTIONS.filter((one) => allowed.includes(one))
  if (chosen.length === INTERACTIONS.length) return entry
  const isReading = chosen.length === READING.length && READING.every((one) => chosen.includes(one))
  return isReading ? { ...entry, readonly: true } : { ...entry, interaction: chosen }
}
