import type { Browser, Visit } from '../browser.ts'
import type { Answer, CallOptions } from '../http.ts'

/** The clients that rows ask for by name. */
export type ClientName =
  /** Public; signs people in without asking for consent. */
  | 'app'
  | 'otherApp'
  /** Confidential; signs people in. */
  | 'web'
  /** Confidential; acts as itself. `poster` is registered for `client_secret_post`. */
  | 'service'
  | 'otherService'
  | 'poster'

export interface Client {
  readonly id: string
  /** Undefined for public clients. */
  readonly secret: string | undefined
  /** The one that is used unless a row says otherwise. */
  readonly redirectUri: string
}

export const CALLBACK = 'https://app.example/callback'
/** All that `app` registers: one with a query, and the loopback address of a native app. */
export const CALLBACKS = [CALLBACK, `${CALLBACK}?tenant=7`, 'http://127.0.0.1/native'] as const

/** Where `app` has people sent who have signed out. */
export const SIGNED_OUT = 'https://app.example/signed-out'

export type Metadata = Readonly<Record<string, unknown>>

/** A server under test, seen from outside. */
export interface Server {
  readonly name: 'damson' | 'oidc-provider'
  readonly issuer: string
  readonly metadata: Metadata
  /** An endpoint of the metadata, such as `token`. */
  endpoint(name: EndpointName): string
  client(name: ClientName): Promise<Client>
  /** How long a code lives at the most. */
  readonly codeSeconds: number
  /** Parameters that make an access token a JWT, where it is not one anyway. */
  readonly jwtParameters: Readonly<Record<string, string>>
  /** From where a browser got at the authorization endpoint to where it is sent back, with a person who signs in. */
  signIn(browser: Browser, at: Visit): Promise<Visit>
  /** From where a browser got at the end session endpoint to its end, with a person who says yes. */
  signOut(browser: Browser, at: Visit): Promise<Visit>
  /** What is made at most once for a server. */
  once<T>(name: string, make: () => Promise<T>): Promise<T>
}

export type EndpointName = 'authorization' | 'token' | 'introspection' | 'revocation' | 'userinfo' | 'end_session'

export interface Person {
  readonly email: string
  readonly password: string
}

export interface Letter {
  readonly subject: string
  /** The secret link in it. */
  readonly link: { readonly id: string; readonly secret: string } | undefined
}

/** Whoever runs a project. */
export interface Owner extends Person {
  readonly token: string
  readonly project: string
  readonly profile: string
}

/** What rows need of Damson beyond the protocol. */
export interface Damson extends Server {
  readonly name: 'damson'
  readonly fhirUrl: string
  /** The project in which the named clients are. */
  owner(): Promise<Owner>
  /** Somebody with a project of their own, whom no other row touches. */
  newOwner(password?: string): Promise<Owner>
  /** Asks to register, and takes whatever comes. */
  register(person: Person): Promise<Answer>
  /** Somebody invited to the owner's project, who followed the mailed link. */
  newMember(): Promise<Person>
  /** A client of the owner's project, with a policy that lets it read patients. */
  newClient(fields?: object, owner?: Owner): Promise<Client>
  /** Signs in through the JSON API, up to the tokens. */
  passwordTokens(person: Person, scope?: string): Promise<{ readonly access: string; readonly refresh: string }>
  /** Begins a sign-in through the JSON API, and takes whatever comes. */
  passwordAnswer(person: Person): Promise<Answer>
  /** What was mailed to an address, the newest last. */
  lettersTo(email: string): Promise<readonly Letter[]>
  /** Calls as a page of the server's own does. */
  api(path: string, options: CallOptions): Promise<Answer>
  url(path: string): string
}

/** Remembers what was made, also while it is being made. */
export function createOnce(): Server['once'] {
  const made = new Map<string, Promise<unknown>>()
  return <T>(name: string, make: () => Promise<T>): Promise<T> => {
    const known = made.get(name) as Promise<T> | undefined
    if (known !== undefined) return known
    const making = make()
    made.set(name, making)
    return making
  }
}

export function endpointOf(metadata: Metadata, name: EndpointName): string {
  const url = metadata[`${name}_endpoint`]
  if (typeof url !== 'string') throw new Error(`the metadata name no ${name}_endpoint`)
  return url
}
