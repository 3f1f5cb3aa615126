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
  /** The default, unless a row names another. */
  readonly redirectUri: string
}

export const CALLBACK = 'https://app.example/callback'
/** All redirect URIs of `app`: one with a query, and the loopback address of a native app. */
export const CALLBACKS = [CALLBACK, `${CALLBACK}?tenant=7`, 'http://127.0.0.1/native'] as const

/** The address of `app` to return to after sign-out. */
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
  /** The longest life of a code. */
  readonly codeSeconds: number
  /** Parameters that make an access token a JWT, if it is not one by default. */
  readonly jwtParameters: Readonly<Record<string, string>>
  /** Continues from the authorization endpoint to the redirect back, with a person who signs in. */
  signIn(browser: Browser, at: Visit): Promise<Visit>
  /** Continues from the end session endpoint to its end, with a person who confirms. */
  signOut(browser: Browser, at: Visit): Promise<Visit>
  /** What is made at most once for each server. */
  once<T>(name: string, make: () => Promise<T>): Promise<T>
}

export type EndpointName =
  | 'authorization'
  | 'token'
  | 'introspection'
  | 'revocation'
  | 'userinfo'
  | 'end_session'
  | 'device_authorization'

export interface Person {
  readonly email: string
  readonly password: string
}

export interface MailMessage {
  readonly subject: string
  /** The secret link in it. */
  readonly link: { readonly id: string; readonly secret: string } | undefined
  /** The path of a link that recovers an account without its second factors. */
  readonly recovery: string | undefined
}

/** The owner of a project. */
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
  /** A person with their own project, whom no other row uses. */
  newOwner(password?: string): Promise<Owner>
  /** Sends a registration, and returns any answer. */
  register(person: Person): Promise<Answer>
  /** A person who was invited to the owner's project and followed the link in the e-mail. */
  newMember(owner?: Owner): Promise<Person>
  /** A client of the owner's project, with a policy that lets it read patients. */
  newClient(fields?: object, owner?: Owner): Promise<Client>
  /** Signs in through the JSON API, and returns the tokens. */
  passwordTokens(person: Person, scope?: string): Promise<{ readonly access: string; readonly refresh: string }>
  /** Begins a sign-in through the JSON API, and returns any answer. */
  passwordAnswer(person: Person): Promise<Answer>
  /** The e-mails to an address, newest last. */
  mailsTo(email: string): Promise<readonly MailMessage[]>
  /** Sends a request as one of the server's own pages does. */
  api(path: string, options: CallOptions): Promise<Answer>
  url(path: string): string
}

/** Remembers what was made, even while it is being made. */
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
