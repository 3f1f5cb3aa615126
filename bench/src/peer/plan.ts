/** The configuration of the peer. */
export interface PeerPlan {
  readonly databaseUrl: string
  readonly port: number
  readonly poolSize: number
  readonly machines: readonly ConfidentialClient[]
  /** The app that people sign in to. */
  readonly app: ConfidentialClient & PeerSignIn
}

export interface ConfidentialClient {
  readonly id: string
  readonly secret: string
}

/** What the app asked for at the sign-in that the codes are copies of. */
export interface PeerSignIn {
  readonly redirectUri: string
  readonly scope: string
  readonly nonce: string
  readonly challenge: string
}

/** The resource whose access tokens are JWTs at the peer. */
export const RESOURCE = 'https://records.example/'

/** The id of the peer's own code and grant, of which copies are made. */
export const TEMPLATE = 'template'
