import {
  accepted,
  type ClientApplication,
  type DomainConfiguration,
  type IdentityProvider,
  type ProjectIdentityProvider,
  parseJson,
  refused,
} from '@damson/fhir'
import type { Tx } from '#base/db'
import { told } from '#base/findings'
import { discoveryOf } from '#domain/issuers'
import { pictureProblem } from '#domain/projects'
import { type Change, type Gate, invalid, type WriteRefusal, writeRefusal } from '#domain/resources'
import { keyOfReference, writeProviderKey } from './provider-key.ts'
import { type HeldProviderRow, heldProviders, ownersNaming, testedProvider } from './providers.store.ts'

/** Each is a button on the sign-in page. */
const MOST_PROVIDERS = 10

const TOO_MANY = invalid(
  'too_many_providers',
  told`A client has at most ${MOST_PROVIDERS} providers: leave some out.`,
  'ClientApplication.provider',
)

interface NamedProvider {
  readonly key: string
  readonly settings: IdentityProvider
  readonly tested: boolean
  readonly active: boolean
}

/**
 * Lets a client name providers of its own project, each once, and one of each issuer: a second one would decide by the
 * button who somebody is. They are held until the transaction ends, so that none changes meanwhile.
 */
export const clientProvidersGate: Gate = async (tx, { project, before, after }) => {
  const client = after as ClientApplication | undefined
  if (client?.provider === undefined) return accepted([])
  const named = await readNamed(tx, project, 'ClientApplication.provider', client.provider)
  if (!('providers' in named)) return refused(named)
  const { providers } = named
  const isOneMore = providers.length === MOST_PROVIDERS && client.identityProvider !== undefined
  const problem =
    (isOneMore ? TOO_MANY : undefined) ??
    issuerProblem([...providers.map(({ settings }) => settings), ...ownOf(client)]) ??
    (client.signIn === 'external' ? reliedOnProblem(providers, before as ClientApplication | undefined) : undefined)
  return problem === undefined ? accepted([]) : refused(problem)
}

/** Why a client cannot rely on its providers alone. One that was switched off since stays: that is how to stop it at once. */
function reliedOnProblem(
  providers: readonly NamedProvider[],
  before: ClientApplication | undefined,
): WriteRefusal | undefined {
  if (providers.some(({ tested }) => !tested)) return NOT_TESTED
  const relied = before?.signIn === 'external' ? keysNamedIn(before) : []
  return providers.some(({ key, active }) => !active && !relied.includes(key)) ? SWITCHED_OFF : undefined
}

const keysNamedIn = ({ provider = [] }: ClientApplication): readonly string[] =>
  provider.flatMap(({ reference }) => keyOfReference(reference) ?? []).map(writeProviderKey)

async function readNamed(
  tx: Tx,
  project: string,
  at: string,
  references: readonly { readonly reference?: string }[],
): Promise<{ readonly providers: readonly NamedProvider[] } | WriteRefusal> {
  const keys = references.flatMap(({ reference }) => keyOfReference(reference) ?? []).map(writeProviderKey)
  if (references.length > MOST_PROVIDERS) return TOO_MANY
  if (keys.length < references.length)
    return invalid('malformed_provider', 'Write ProjectIdentityProvider/ and the id of the provider.', at)
  if (new Set(keys).size < keys.length) return invalid('provider_twice', 'Name each provider once.', at)
  const found = new Map((await heldProviders.rows(tx, project, keys)).map((row) => [row.key, row]))
  const rows = keys.map((key) => found.get(key))
  if (rows.includes(undefined))
    return invalid('unknown_provider', 'The project has no provider with this id: create it first.', at)
  return { providers: rows.flatMap((row) => (row === undefined ? [] : [namedIn(row)])) }
}

function namedIn({ key, content, tested, active }: HeldProviderRow): NamedProvider {
  return { key, settings: (parseJson(content) as ProjectIdentityProvider).identityProvider, tested, active }
}

const NOT_TESTED = invalid(
  'provider_not_tested',
  'Try each of these providers first, with provider-test, while signIn is both: otherwise no one might be able to sign in.',
  'ClientApplication.signIn',
)

const SWITCHED_OFF = invalid(
  'provider_off',
  'One of these providers is switched off, and signIn is external: set its active to true first, or leave it out.',
  'ClientApplication.provider',
)

const ownOf = ({ identityProvider }: ClientApplication): readonly IdentityProvider[] =>
  identityProvider === undefined ? [] : [identityProvider]

function issuerProblem(all: readonly IdentityProvider[]): WriteRefusal | undefined {
  const isTwice = all.some((one, at) => all.slice(at + 1).some((other) => isSameIssuer(one, other)))
  return isTwice
    ? invalid(
        'issuer_twice',
        'Two of these providers have one issuer: keep one of them. A person is known by issuer and subject, not by the button.',
        'ClientApplication.provider',
      )
    : undefined
}

function isSameIssuer(one: IdentityProvider, other: IdentityProvider): boolean {
  if (one.issuer !== undefined && other.issuer !== undefined) return one.issuer === other.issuer
  const discovery = ({ discoveryUrl, issuer = '' }: IdentityProvider): string => discoveryUrl ?? discoveryOf(issuer)
  return discovery(one) === discovery(other)
}

/**
 * Lets a provider of the project change or go only as far as the clients and domains that name it can bear: one that is
 * named is not deleted, one that is all that lets people in is tried again before.
 */
export function namedProviderGate(isServer: boolean): Gate {
  return async (tx, change) => {
    const provider = change.after as ProjectIdentityProvider | undefined
    const problem =
      (provider?.mark && pictureProblem(provider.mark, 'ProjectIdentityProvider.mark')) ??
      (await movedProblem(tx, change, isServer)) ??
      (change.before === undefined ? undefined : await namedProblem(tx, change))
    return problem === undefined ? accepted([]) : refused(problem)
  }
}

/**
 * Only the server writes where a provider was moved from. Taking it out confirms the new addresses and ends the old ones:
 * by then somebody has come back from the provider to the new one.
 */
async function movedProblem(
  tx: Tx,
  { id, before, after }: Change,
  isServer: boolean,
): Promise<WriteRefusal | undefined> {
  if (after === undefined) return undefined
  const [earlier, later] = [before, after].map((one) => (one as ProjectIdentityProvider | undefined)?.movedFrom)
  if (later !== undefined)
    return later.reference === earlier?.reference || (isServer && before === undefined)
      ? undefined
      : writeRefusal(
          'forbidden',
          'protected_field',
          'Only the server writes movedFrom: leave it as it is, or take it out to confirm the new addresses.',
          'ProjectIdentityProvider.movedFrom',
        )
  if (earlier === undefined) return undefined
  const tested = await testedProvider.maybeOne(tx, writeProviderKey({ kind: 'provider', id }))
  return tested?.testedHere === true
    ? undefined
    : invalid(
        'new_address_not_tried',
        told`Nobody has come back from this provider to its new address yet: register that at the provider, and try it
          with provider-test. Or leave movedFrom as it is: until then the old addresses serve.`,
        'ProjectIdentityProvider.movedFrom',
      )
}

/** The row of the provider was written before in this transaction: whoever names it from now on waits. */
async function namedProblem(tx: Tx, { project, id, after: changed }: Change): Promise<WriteRefusal | undefined> {
  const after = changed as ProjectIdentityProvider | undefined
  const owners = await ownersNaming.rows(tx, project, `ProjectIdentityProvider/${id}`)
  const [first] = owners
  if (first === undefined) return undefined
  if (after === undefined)
    return writeRefusal(
      'conflict',
      'provider_in_use',
      told`${first.type}/${first.id} names this provider: take it out there first, or set active to false here.`,
    )
  const key = writeProviderKey({ kind: 'provider', id })
  const isTested = (await testedProvider.maybeOne(tx, key))?.tested === true
  for (const { content } of owners) {
    const owner = parseJson(content) as ClientApplication | DomainConfiguration
    const problem = await ownerProblem(tx, project, owner, {
      key,
      settings: after.identityProvider,
      isTested,
      isActive: after.active !== false,
    })
    if (problem !== undefined) return problem
  }
  return undefined
}

interface ChangedProvider extends Pick<NamedProvider, 'key' | 'settings'> {
  readonly isTested: boolean
  readonly isActive: boolean
}

async function ownerProblem(
  tx: Tx,
  project: string,
  owner: ClientApplication | DomainConfiguration,
  { key, settings, isTested, isActive }: ChangedProvider,
): Promise<WriteRefusal | undefined> {
  if (owner.resourceType !== 'ClientApplication')
    return owner.enforced === true && !(isTested && isActive) ? IN_FORCE : undefined
  if (owner.signIn === 'external' && !isTested) return IN_FORCE
  const named = await readNamed(tx, project, 'ProjectIdentityProvider.identityProvider', owner.provider ?? [])
  if (!('providers' in named)) return named
  // The store still has the resource as it was.
  const others = named.providers.filter((one) => one.key !== key)
  return issuerProblem([settings, ...others.map((one) => one.settings), ...ownOf(owner)])
}

const IN_FORCE = invalid(
  'provider_not_tested',
  told`A client of signIn external, or an enforced domain, relies on this provider: an untried change could lock everyone out.
    Set signIn to both first, or enforced to false, then change it and try it with provider-test.`,
  'ProjectIdentityProvider.identityProvider',
)

/** The key of the provider of the project that a domain names, held until the transaction ends; undefined if there is none. */
export async function holdNamedProvider(
  tx: Tx,
  project: string,
  reference: string | undefined,
): Promise<string | undefined> {
  const key = keyOfReference(reference)
  if (key === undefined) return undefined
  const [held] = await heldProviders.rows(tx, project, [writeProviderKey(key)])
  return held?.key
}
