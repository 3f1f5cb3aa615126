/** The shapes of the wire: what is sent to `/auth` and `/admin`, and what comes back. */
import type {
  AccessPolicy,
  Bot,
  ClientApplication,
  Bundle as FhirBundle,
  BundleEntry as FhirBundleEntry,
  Reference as FhirReference,
  Patient,
  Practitioner,
  Project,
  ProjectMembership,
  ProjectMembershipAccess,
  RelatedPerson,
  ResourceMap,
  ResourceType,
  User,
  UserConfiguration,
} from './generated/types.ts'

/** Any resource of FHIR R4 or of Damson. */
export type Resource = ResourceMap[ResourceType]

/** Something stored, which has an id. */
export type WithId<T> = T & { id: string }

/** A resource as the server stored it. */
export type Stored<T extends Resource> = WithId<ResourceMap[T['resourceType']]>

/** A resource of a type that is read off it: a member that the type does not have is a mistake. */
export type Typed<K extends ResourceType> = ResourceMap[K] & { readonly resourceType: K }

/** A resource without members that its type does not have. */
export type Known<T extends Resource> = T & {
  readonly [M in Exclude<keyof T, keyof ResourceMap[T['resourceType']]>]: never
}

/** A reference, to resources of some types: named by text (`Reference<'Patient'>`) or by interface (`Reference<Patient>`). */
export type Reference<T extends string | Resource = string> = FhirReference<T extends Resource ? T['resourceType'] : T>

/** A Bundle, of resources of some types where they are named. */
export type Bundle<T extends Resource = Resource> = Omit<FhirBundle, 'entry'> & { entry?: BundleEntry<T>[] }

/** An entry of a Bundle. */
export type BundleEntry<T extends Resource = Resource> = Omit<FhirBundleEntry, 'resource'> & { resource?: T }

/** Resources of one page of a search, and the Bundle that they came in. */
export type ResourceArray<T extends Resource = Resource> = T[] & { readonly bundle: Bundle<T> }

/** The interface of a resource type: `ExtractResource<'Patient'>` is `Patient`. */
export type ExtractResource<K extends ResourceType> = ResourceMap[K]

/**
 * What an answer is taken for when the call does not say: apps written for `@medplum/core` read members off it. Say what
 * you expect (`client.get<Patient>(…)`), and the compiler helps.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- `unknown` would stop such apps from compiling
export type Untyped = any

/** Whom one can act as. */
export type ProfileResource = Patient | Practitioner | RelatedPerson | ClientApplication | Bot

/** A project and a profile in it: who somebody is. */
export interface Principal {
  readonly project: Reference<'Project'>
  readonly profile: Reference
}

/** A login: who it is, and the tokens that prove it. Treat it like a password. */
export interface LoginState extends Principal {
  readonly accessToken: string
  readonly refreshToken?: string | undefined
  /** When the access token expires, in milliseconds since 1970 by this machine's clock. */
  readonly expiresAt?: number | undefined
  /** How long the access token lives, in milliseconds. */
  readonly lifetime?: number | undefined
  readonly clientId?: string | undefined
  readonly scope?: string | undefined
  /** The server's word that this login is never to be kept on the machine. */
  readonly noPersist?: boolean | undefined
}

/** What every sign-in may say. */
export interface BaseLoginRequest {
  readonly projectId?: string | undefined
  readonly clientId?: string | undefined
  readonly resourceType?: string | undefined
  /** `online_access` asks for a token that renews until the person signs out, `offline_access` for one that outlives it. */
  readonly scope?: string | undefined
  readonly nonce?: string | undefined
  /** A challenge of one's own; then its verifier is one's own to send, too. */
  readonly codeChallenge?: string | undefined
  readonly codeChallengeMethod?: 'S256' | undefined
  readonly launch?: string | undefined
  readonly redirectUri?: string | undefined
}

export interface EmailPasswordLoginRequest extends BaseLoginRequest {
  readonly email: string
  readonly password: string
  readonly remember?: boolean | undefined
}

/** A sign-in with a credential that Google's button gave. */
export interface GoogleLoginRequest extends BaseLoginRequest {
  readonly googleClientId: string
  readonly googleCredential: string
  readonly createUser?: boolean | undefined
}

/** A sign-in by redirect: what goes to the server's sign-in page. */
export interface RedirectLoginRequest extends BaseLoginRequest {
  /** An address to fill in for the person. */
  readonly loginHint?: string | undefined
  readonly prompt?: 'none' | 'login' | 'consent' | 'select_account' | undefined
}

export interface NewUserRequest {
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly password: string
  /** A project to register for, or `new`. */
  readonly projectId?: string | undefined
  readonly clientId?: string | undefined
  readonly scope?: string | undefined
  readonly nonce?: string | undefined
  readonly codeChallenge?: string | undefined
  readonly codeChallengeMethod?: 'S256' | undefined
  readonly recaptchaToken?: string | undefined
  readonly recaptchaSiteKey?: string | undefined
  readonly remember?: boolean | undefined
}

export interface NewProjectRequest {
  readonly login: string
  readonly projectName: string
}

export interface NewPatientRequest {
  readonly login: string
  readonly projectId: string
}

/** A step of a sign-in: the handle of the login, and its code or what is still missing. */
export interface LoginAuthenticationResponse {
  readonly login: string
  readonly code?: string | undefined
  /** Several places to sign in to: send the id of one as `profile` to `auth/profile`. */
  readonly memberships?: readonly ProjectMembership[] | undefined
  readonly emailVerificationRequired?: boolean | undefined
  readonly mfaRequired?: boolean | undefined
  readonly mfaEnrollRequired?: boolean | undefined
  readonly mfaMethods?: readonly string[] | undefined
  readonly allowedMfaMethods?: readonly string[] | undefined
  readonly enrollQrCode?: string | undefined
  readonly email?: string | undefined
  /** From `auth/google` alone, without a login: people of this domain sign in with their organisation, at `authorizeUrl`. */
  readonly domain?: string | undefined
  readonly authorizeUrl?: string | undefined
}

/** What the server says of who is signed in (`auth/me`). */
export interface SessionDetails {
  readonly project: Project
  readonly membership: ProjectMembership
  readonly profile: WithId<ProfileResource>
  readonly accessPolicy?: AccessPolicy | undefined
  readonly config?: UserConfiguration | undefined
  readonly user?: User | undefined
}

export interface InviteRequest {
  readonly resourceType: 'Patient' | 'Practitioner' | 'RelatedPerson'
  readonly firstName: string
  readonly lastName: string
  readonly email?: string | undefined
  readonly externalId?: string | undefined
  /** For a RelatedPerson: whose. */
  readonly patient?: Reference<'Patient'> | undefined
  readonly scope?: 'project' | 'server' | undefined
  readonly sendEmail?: boolean | undefined
  readonly membership?: Partial<ProjectMembership> | undefined
  readonly accessPolicy?: Reference<'AccessPolicy'> | undefined
  readonly access?: readonly ProjectMembershipAccess[] | undefined
  readonly admin?: boolean | undefined
  readonly forceNewMembership?: boolean | undefined
  readonly upsert?: boolean | undefined
  readonly mfaRequired?: boolean | undefined
}

/** One operation of a JSON Patch (RFC 6902). */
export type PatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly from: string; readonly path: string }

/** Content of a Binary: text, bytes, or what yields bytes, such as a stream of a file. */
export type BinarySource =
  | string
  | Blob
  | ArrayBufferLike
  | ArrayBufferView
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array | string>

export interface CreateBinaryOptions {
  readonly data: BinarySource
  readonly contentType: string
  /** What the file is called; sent as `_filename`, as the wire has it. */
  readonly filename?: string | undefined
  /** The resource that guards it: who may read that one may read the content. */
  readonly securityContext?: Reference | undefined
}
