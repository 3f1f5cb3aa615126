import {
  accepted,
  type ClientApplication,
  type DomainConfiguration,
  type IdentityProvider,
  type ProjectIdentityProvider,
  type Resource,
  refused,
} from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { answered, told } from '#base/findings'
import type { Audit } from '#domain/audit'
import { type Change, type Gate, invalid, type WriteRefusal, writeRefusal } from '#domain/resources'
import type { Invalidation } from '#domain/revocation'
import { deleteAssertionKey } from './assertion-keys.store.ts'
import { configHashOf } from './provider.ts'
import { endSignInsOf } from './provider-end.ts'
import { keyBeforeMove, keyOfOwner, ownerOfProvider, readProviderKey, writeProviderKey } from './provider-key.ts'
import { plainHttpProblem, providerProblem } from './provider-problem.ts'
import { deleteProvider, movedAway, type ProviderRow, providerByKey, putProvider } from './providers.store.ts'
import { type ProviderSecrets, sealSecrets, unsealSecrets } from './secrets.ts'

type Owner = ClientApplication | DomainConfiguration | ProjectIdentityProvider

/**
 * Keeps `providers` in step with the resources that name one, and seals their secrets: the store keeps the resource without
 * them. Accepts no setting that is not enforced. The sign-ins of a provider end when it is removed, and when a change
 * decides anew where people are sent or what is believed.
 */
export function providerGate(keyring: Keyring, audit: Audit, isDevelopment: boolean): Gate {
  return async (tx, change) => {
    const [owner, before] = [change.after as Owner | undefined, change.before as Owner | undefined]
    const key = writeProviderKey(keyOfOwner(change.type, change.id))
    const known = before?.identityProvider === undefined ? undefined : await providerByKey.maybeOne(tx, key)
    const settings = owner?.identityProvider
    if (owner === undefined || settings === undefined) {
      const rule = owner === undefined ? undefined : ruleProblem(owner, undefined)
      if (rule !== undefined) return refused(rule)
      if (known === undefined) return accepted([])
      await deleteProvider.run(tx, key)
      const ended = await endSignInsOf(tx, audit, key, 'provider_removed', change.now)
      return accepted([...invalidationsOf(change, key), ...ended])
    }
    const taken = known === undefined ? await movedAway.maybeOne(tx, change.project, key) : undefined
    if (taken !== undefined) return refused(stillServing(taken.key, change.type))
    const secrets = secretsAfter(keyring, key, settings, before?.identityProvider, known)
    const isUnfinished =
      change.type === 'ProjectIdentityProvider' && !isActive(owner) && settings.clientId === undefined
    const problem =
      providerProblem(settings, secrets.clientSecret !== undefined, isUnfinished) ??
      (isDevelopment ? undefined : plainHttpProblem(settings))
    if (problem !== undefined) return refused(refusalAt(change.type, problem))
    const configHash = configHashOf(settings)
    const rule = ruleProblem(owner, known?.testedHash === configHash)
    if (rule !== undefined) return refused(rule)
    await put(tx, keyring, change, settings, { configHash, secrets })
    const isOff = isActive(owner) ? undefined : 'provider_off'
    const why = isOff ?? (known !== undefined && known.configHash !== configHash ? 'provider_changed' : undefined)
    const ended = why === undefined ? [] : await endSignInsOf(tx, audit, key, why, change.now)
    return accepted([...invalidationsOf(change, key), ...ended])
  }
}

async function put(
  tx: Tx,
  keyring: Keyring,
  { project, type, id, after }: Change,
  settings: IdentityProvider,
  { configHash, secrets }: { readonly configHash: string; readonly secrets: ProviderSecrets },
): Promise<void> {
  const key = writeProviderKey(keyOfOwner(type, id))
  const sealed = sealSecrets(keyring, key, secrets)
  await putProvider.run(tx, {
    key,
    project,
    active: isActive(after as Owner),
    issuer: settings.issuer ?? null,
    configHash,
    sealedSecret: sealed,
    movedFrom: movedFromOf(after) ?? null,
  })
  if (settings.tokenAuthMethod !== 'private_key_jwt') await deleteAssertionKey.run(tx, key)
}

function isActive(owner: Owner): boolean {
  if (owner.resourceType === 'ProjectIdentityProvider') return owner.active !== false
  return owner.resourceType !== 'ClientApplication' || (owner.status ?? 'active') === 'active'
}

/** What decides where a secret is sent, and for which client. */
const DESTINATION = ['discoveryUrl', 'issuer', 'tokenUrl', 'userInfoUrl', 'clientId'] as const

/**
 * The secrets that a provider has after a write. A secret that is not sent again is kept only if its destination is
 * unchanged.
 */
function secretsAfter(
  keyring: Keyring,
  key: string,
  after: IdentityProvider,
  before: IdentityProvider | undefined,
  known: ProviderRow | undefined,
): ProviderSecrets {
  const isElsewhere = DESTINATION.some((name) => before?.[name] !== after[name])
  const kept = known === undefined || isElsewhere ? {} : unsealSecrets(keyring, key, known.sealedSecret)
  return {
    clientSecret: after.clientSecret ?? kept.clientSecret,
    userInfoApiKey: after.userInfoApiKey ?? kept.userInfoApiKey,
  }
}

/** Whether the client's sign-in rule fits its provider. `isTested` is undefined where there is no provider. */
function ruleProblem(owner: Owner, isTested: boolean | undefined): WriteRefusal | undefined {
  if (owner.resourceType !== 'ClientApplication') return undefined
  const { signIn, providerDirect } = owner
  const at = 'ClientApplication.signIn'
  // A client without a provider may be `external`: the providers of e-mail domains serve it.
  if (signIn === 'external' && isTested === false)
    return invalid(
      'provider_not_tested',
      told`Try this configuration first, with POST /admin/projects/:id/provider-test, while signIn is both: otherwise
        no one might be able to sign in.`,
      at,
    )
  if (providerDirect === true && isTested === undefined)
    return invalid(
      'direct_without_provider',
      'providerDirect goes with an identityProvider: give one, or leave out providerDirect.',
      'ClientApplication.providerDirect',
    )
  return undefined
}

/** Nodes hold a provider by its key, also by the one from before it was moved, and all of a project together. */
function invalidationsOf({ project, before, after }: Change, key: string): readonly Invalidation[] {
  const subjects = new Set([key, project, movedFromOf(before), movedFromOf(after)])
  return [...subjects].flatMap((subject) => (subject === undefined ? [] : [{ kind: 'provider', subject }]))
}

/** The key from before a provider was moved. */
function movedFromOf(owner: Resource | undefined): string | undefined {
  if (owner?.resourceType !== 'ProjectIdentityProvider') return undefined
  const key = keyBeforeMove(owner as ProjectIdentityProvider)
  return key === undefined ? undefined : writeProviderKey(key)
}

/** Its callback would be that of two providers, and each would get the codes of the other. */
function stillServing(key: string, type: string): WriteRefusal {
  const moved = ownerOfProvider(readProviderKey(key) ?? { kind: 'provider', id: '' })
  return writeRefusal(
    'conflict',
    'old_address_in_use',
    told`${moved} was moved from here, and people still come back from it to the address of this resource: register its
      new address at the provider, try it, and take movedFrom out of ${moved}. Then add another provider here.`,
    `${type}.identityProvider`,
  )
}

function refusalAt(type: string, { code, text, field }: { code: string; text: string; field: string }): WriteRefusal {
  return invalid(code, answered(text), `${type}.identityProvider.${field}`)
}
