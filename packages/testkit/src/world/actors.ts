import { createHash, randomBytes } from 'node:crypto'
import type { Answer, Caller } from './caller.ts'

/** A person's project, and their tokens. */
export interface Owner {
  readonly email: string
  readonly password: string
  readonly project: string
  readonly profile: string
  readonly token: string
  readonly refreshToken: string | undefined
  readonly userId: string
}

/** A machine of a project. */
export interface Machine {
  readonly id: string
  readonly secret: string
  readonly basic: readonly [string, string]
}

/** Makes people and machines through the public API. */
export interface Actor {
  /** Registers a person with their own project. */
  owner(options?: { readonly scope?: string; readonly projectName?: string }): Promise<Owner>
  /** Signs a person in with their password, and redeems the code. */
  signIn(
    email: string,
    password: string,
    options?: { readonly scope?: string; readonly projectId?: string; readonly clientId?: string },
  ): Promise<Answer>
  /** Makes a policy with these entries. */
  policy(owner: Owner, resource: readonly object[]): Promise<string>
  /** Makes a client, by default a server with its own policy. */
  machine(
    owner: Owner,
    options?: {
      readonly kind?: 'server' | 'device' | 'app'
      readonly accessPolicy?: string
      readonly extra?: object
    },
  ): Promise<Machine>
  /** A client's own token. */
  machineToken(machine: Machine): Promise<string>
}

/** A PKCE verifier and its S256 challenge. */
export function pkce(): { readonly verifier: string; readonly challenge: string } {
  const verifier = randomBytes(48).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

export function createActors(call: Caller): Actor {
  const fail = (what: string, { status, text }: Answer): never => {
    throw new Error(`${what}: ${status} ${text}`)
  }
  const redeem = async (code: string, verifier: string, clientId = ''): Promise<Answer> =>
    call('oauth2/token', {
      form: { grant_type: 'authorization_code', code, code_verifier: verifier, client_id: clientId },
    })

  const actors: Actor = {
    async owner({ scope = 'openid offline_access', projectName = 'A Project' } = {}) {
      const email = `owner-${randomBytes(6).toString('hex')}@example.org`
      const password = `correct horse ${randomBytes(8).toString('hex')}`
      const { verifier, challenge } = pkce()
      const started = await call('auth/newuser', {
        json: {
          firstName: 'Ada',
          lastName: 'Lovelace',
          email,
          password,
          projectId: 'new',
          scope,
          codeChallenge: challenge,
          codeChallengeMethod: 'S256',
        },
      })
      if (started.status !== 200) fail('newuser', started)
      const made = await call('auth/newproject', { json: { login: started.body.login, projectName } })
      if (made.status !== 200) fail('newproject', made)
      const tokens = await redeem(made.body.code, verifier)
      if (tokens.status !== 200) fail('token', tokens)
      const { access_token: token, refresh_token: refreshToken, project, profile } = tokens.body
      const claims = JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString()) as {
        sub: string
      }
      return {
        email,
        password,
        project: project.reference.split('/')[1],
        profile: profile.reference,
        token,
        refreshToken,
        userId: claims.sub,
      }
    },
    async signIn(email, password, { scope = 'openid', projectId, clientId } = {}) {
      const { verifier, challenge } = pkce()
      const begun = await call('auth/login', {
        json: {
          email,
          password,
          scope,
          projectId,
          clientId,
          codeChallenge: challenge,
          codeChallengeMethod: 'S256',
        },
      })
      return begun.status === 200 && begun.body.code !== undefined ? redeem(begun.body.code, verifier, clientId) : begun
    },
    async policy({ token }, resource) {
      const made = await call('fhir/R4/AccessPolicy', {
        json: { resourceType: 'AccessPolicy', name: 'a policy', resource },
        token,
      })
      if (made.status !== 201) fail('AccessPolicy', made)
      return `AccessPolicy/${made.body.id}`
    },
    async machine(owner, { kind = 'server', accessPolicy, extra = {} } = {}) {
      const policy =
        accessPolicy ?? (await actors.policy(owner, [{ resourceType: 'Patient' }, { resourceType: 'Observation' }]))
      const made = await call(`admin/projects/${owner.project}/client`, {
        json: { name: `a ${kind}`, kind, accessPolicy: { reference: policy }, ...extra },
        token: owner.token,
      })
      if (made.status !== 201) fail('client', made)
      return { id: made.body.id, secret: made.body.secret, basic: [made.body.id, made.body.secret] }
    },
    async machineToken({ id, secret }) {
      const tokens = await call('oauth2/token', {
        form: { grant_type: 'client_credentials', client_id: id, client_secret: secret },
      })
      if (tokens.status !== 200) fail('client_credentials', tokens)
      return tokens.body.access_token
    },
  }
  return actors
}
