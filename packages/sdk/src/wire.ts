/** The wire format: requests to `/auth` and `/admin`, and their answers. */
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

/** A stored resource, which has an id. */
export type WithId<T> = T & { id: string }

/** A resource as the server stored it. */
export type Stored<T extends Resource> = WithId<ResourceMap[T['resourceType']]>

/** A resource whose type is inferred from the value. A member that the type lacks is a compile error. */
export type Typed<K extends ResourceType> = ResourceMap[K] & { readonly resourceType: K }

/** A resource without members that its type lacks. */
export type Known<T extends Resource> = T & {
  readonly [M in Exclude<keyof T, keyof ResourceMap[T['resourceType']]>]: never
}

/**
 * A reference to resources of some types, given as text (`Reference<'Patient'>`) or as an interface
 * (`Reference<Patient>`).
 */
export type Reference<T extends string | Resource = string> = FhirReference<T extends Resource ? T['resourceType'] : T>

/** A Bundle, optionally of given resource types. */
export type Bundle<T extends Resource = Resource> = Omit<FhirBundle, 'entry'> & { entry?: BundleEntry<T>[] }

/** An entry of a Bundle. */
export type BundleEntry<T extends Resource = Resource> = Omit<FhirBundleEntry, 'resource'> & { resource?: T }

/** The resources of one page of a search, and the Bundle that contained them. */
export type ResourceArray<T extends Resource = Resource> = T[] & { readonly bundle: Bundle<T> }

/** The interface of a resource type: `ExtractResource<'Patient'>` is `Patient`. */
export type ExtractResource<K extends ResourceType> = ResourceMap[K]

/**
 * The type of an answer when the call names none: apps written for `@medplum/core` read members from it. Name the type
 * (`client.get<Patient>(…)`), and the compiler helps you.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- `unknown` would stop such apps from compiling
export type Untyped = any

/** The resource types that a user can sign in as. */
export type ProfileResource = Patient | Practitioner | RelatedPerson | ClientApplication | Bot

/** A project and a profile in it, which together identify a user. */
export interface Principal {
  readonly project: Reference<'Project'>
  readonly profile: Reference
}

/** A login: its owner, and the tokens that prove it. Treat it like a password. */
export interface LoginState extends Principal {
  readonly accessToken: string
  readonly refreshToken?: string | undefined
  /** When the access token expires, in milliseconds since 1970 by this machine's clock. */
  readonly expiresAt?: number | undefined
  /** How long the access token lives, in milliseconds. */
  readonly lifetime?: number | undefined
  readonly clientId?: string | undefined
  readonly scope?: string | undefined
  /** True when the server forbids storing this login on the machine. */
  readonly noPersist?: boolean | undefined
}

/** The fields that every sign-in accepts. */
export interface BaseLoginRequest {
  readonly projectId?: string | undefined
  readonly clientId?: string | undefined
  readonly resourceType?: string | undefined
  /**
   * `online_access` asks for a token that renews until the person signs out, `offline_access` for one that outlives the
   * sign-out.
   */
  readonly scope?: string | undefined
  readonly nonce?: string | undefined
  /** Your own PKCE challenge; you must then send its verifier yourself. */
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

/** A sign-in with a credential from Google's button. */
export interface GoogleLoginRequest extends BaseLoginRequest {
  readonly googleClientId: string
  readonly googleCredential: string
  readonly createUser?: boolean | undefined
}

/** A sign-in by redirect: what goes to the server's sign-in page. */
export interface RedirectLoginRequest extends BaseLoginRequest {
  /** An e-mail address to fill in for the person. */
  readonly loginHint?: string | undefined
  readonly prompt?: 'none' | 'login' | 'consent' | 'select_account' | 'create' | undefined
  /** The assurance levels that the app would like, the best first: see `acr` of the id token for what it got. */
  readonly acrValues?: string | undefined
  /**
   * Where in this app the person was going, such as `location.href`: when they are back, the page shows this address
   * again. It must be of the page's own origin, and needs no registration.
   */
  readonly returnTo?: string | undefined
  /** How old the person's proof may be, in seconds: if it is older, they prove themselves again. */
  readonly maxAge?: number | undefined
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

/** The answer to a step of a sign-in: the login's handle, and a code or what is still missing. */
export interface LoginAuthenticationResponse {
  readonly login: string
  readonly code?: string | undefined
  /** Several memberships to choose from: send the id of one as `profile` to `auth/profile`. */
  readonly memberships?: readonly ProjectMembership[] | undefined
  readonly emailVerificationRequired?: boolean | undefined
  readonly mfaRequired?: boolean | undefined
  readonly mfaEnrollRequired?: boolean | undefined
  readonly mfaMethods?: readonly string[] | undefined
  readonly allowedMfaMethods?: readonly string[] | undefined
  readonly enrollQrCode?: string | undefined
  readonly email?: string | undefined
  /**
   * Only from `auth/google`, without a login: people of this domain sign in with their organisation, at `authorizeUrl`.
   */
  readonly domain?: string | undefined
  readonly authorizeUrl?: string | undefined
}

/** What the server says about the signed-in user (`auth/me`). */
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
  /** Instead of an address: the person's mobile number, by which they sign in. */
  readonly phone?: string | undefined
  /** You know that the number still belongs to the person who was invited with it. */
  readonly samePerson?: boolean | undefined
  readonly externalId?: string | undefined
  /** For a RelatedPerson: the patient they are related to. */
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

/** Content of a Binary: text, bytes, or a source of bytes, such as a file stream. */
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
  /** The file's name; sent as `_filename`, as in the wire format. */
  readonly filename?: string | undefined
  /** The resource that guards the content: users who may read it may read the content. */
  readonly securityContext?: Reference | undefined
}
