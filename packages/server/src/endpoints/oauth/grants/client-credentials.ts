import { isResourceScope } from '@damson/access'
import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import { error } from '#base/findings'
import { uuid } from '#base/random'
import type { GranteeRefusal, Grantees, Principal } from '#domain/access'
import { stillProves } from '#domain/clients'
import type { IssueTogether, MachineLogin } from '#domain/logins'
import { readScope, withoutRefresh } from '#domain/signin'
import type { TokenSettings } from '#domain/tokens'
import { lifetimesOf } from './authorization-code.ts'
import {
  blockedAddress,
  type Grant,
  type Granted,
  type GrantRefusal,
  type Redeeming,
  refusal,
  scopeRefusal,
  type TokenRequest,
} from './grant.ts'

const BACKEND_SECONDS = 300

/** RFC 6749 §4.4: a server or device acts as itself. No refresh token. */
export function clientCredentialsGrant(
  grantees: Grantees,
  settings: TokenSettings,
  issueTogether: IssueTogether,
): Grant & Required<Redeeming> {
  async function grant(
    { form, client, issuer, origin }: TokenRequest,
    now: Date,
    read: (clientId: string, address: string) => Promise<Result<Principal, GranteeRefusal>>,
  ): Promise<Result<MachineGranted, GrantRefusal>> {
    if (client.client === undefined || client.auth === 'none') return refused(UNAUTHENTICATED)
    const scope = readScope(form.get('scope'), 'machine')
    if (!scope.ok) return refused(scopeRefusal(scope.refusal))
    const { id, project } = client.client
    const principal = await read(id, origin.address)
    if (!principal.ok) return refused({ ...notAlive(principal.refusal), project })
    const accessTokenSeconds = secondsFor(client, scope.value, settings)
    const loginId = uuid()
    const expiresAt = secondsAfter(now, accessTokenSeconds)
    const granted = withoutRefresh(scope.value)
    return accepted({
      machineLogin: {
        id: loginId,
        project,
        clientId: id,
        membershipId: principal.value.membershipId,
        profile: principal.value.profile,
        scope: granted,
        clientAuth: client.auth,
        issuerProject: issuer.project ?? null,
        now,
        expiresAt,
      },
      loginId,
      project,
      kind: 'token.issued',
      accessTokenSeconds,
      principal: accepted({ ...principal.value, loginId, scope: granted, expiresAt }),
    })
  }

  return {
    type: 'client_credentials',
    async redeem(tx, request, now) {
      const { client } = request.client
      // Whoever gives a device a new key ends its tokens: this one is made before that, or not at all.
      if (client?.kind === 'device' && !(await stillProves(tx, client))) return refused(CHANGED_PROOF)
      return grant(request, now, (...asked) => grantees.readClient(tx, ...asked))
    },
    async redeemTogether(request, now, readyOf) {
      if (request.client.client?.kind === 'device') return undefined
      const granted = await grant(request, now, grantees.readClientTogether)
      const ready = granted.ok ? readyOf(granted.value) : undefined
      if (!granted.ok || ready === undefined) return undefined
      return (await issueTogether(granted.value.machineLogin, ready.entry)) ? ready : undefined
    },
  }
}

const CHANGED_PROOF = refusal(
  'changed_proof',
  'invalid_client',
  'The device has a new key, or is switched off: sign with its new key.',
  error('The key of the device was replaced while it asked for a token.', 'Let the device sign with its new key.'),
)

type MachineGranted = Granted & { readonly machineLogin: MachineLogin }

const UNAUTHENTICATED = refusal(
  'unauthenticated_client',
  'invalid_client',
  'client_credentials needs a confidential client: send client_id and client_secret, or client_assertion.',
  error(
    'client_credentials needs a confidential client; this one is public, or the request has no client_id.',
    'Register a client of kind server, and send its secret or a signed assertion.',
  ),
)

function notAlive(refused: GranteeRefusal): GrantRefusal {
  const { why, finding } = refused
  if (why === 'blocked_address') return blockedAddress(refused)
  return why === 'unknown_login'
    ? refusal(
        why,
        'unauthorized_client',
        'This client has no membership in its project: let an administrator create one.',
        error('The client has no membership in its project.', 'Let an administrator create one.'),
      )
    : refusal(why, 'unauthorized_client', 'This client is not active in its project: ask an administrator.', finding)
}

/** Backend services: a client with `system/` scopes gets a new token every five minutes (SMART App Launch 2.2). */
function secondsFor(client: TokenRequest['client'], scope: string, settings: TokenSettings): number {
  const { accessTokenSeconds } = lifetimesOf({ client }, settings)
  const isBackendService = client.auth === 'private_key_jwt' && scope.split(' ').some(isResourceScope)
  return isBackendService ? Math.min(BACKEND_SECONDS, accessTokenSeconds) : accessTokenSeconds
}
