import type { OperationOutcome } from './generated/types.ts'
import { membersOf } from './json.ts'

/** What an error is told about the request that failed. */
export interface FailureOptions extends ErrorOptions {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly traceId?: string | undefined
}

/**
 * What every error of this package is: a sentence that says what to do, and a `code` for programs.
 *
 * `switch (error.code)` on an {@link AnyDamsonError} narrows it. A call that its caller aborted rejects with the reason
 * of the caller's signal instead, as `fetch` does; a mistake in the calling code is a `TypeError`.
 *
 * @example
 * ```ts
 * try {
 *   await client.readResource('Patient', id)
 * } catch (error) {
 *   if (error instanceof DamsonError && error.code === 'network') console.log('Offline. Try again later.')
 *   else throw error
 * }
 * ```
 */
export abstract class DamsonError extends Error {
  abstract readonly code: string
  /** The method of the request that failed; undefined where there was none, as of `url` and `traceId`. */
  readonly method: string | undefined
  /** Its address; of the query the names alone, since values may be tokens or tell of patients. */
  readonly url: string | undefined
  /** By which the server's administrator finds what it knows about the refusal. */
  readonly traceId: string | undefined

  constructor(message: string, options?: FailureOptions) {
    super(message, options)
    this.method = options?.method
    this.url = options?.url
    this.traceId = options?.traceId
  }
}

/**
 * The server refused, and says why as an OperationOutcome.
 *
 * @example
 * ```ts
 * try {
 *   await client.updateResource(patient)
 * } catch (error) {
 *   if (error instanceof OperationOutcomeError && error.status === 412) console.log('Somebody else was faster.')
 *   else throw error
 * }
 * ```
 */
export class OperationOutcomeError extends DamsonError {
  override readonly name: string = 'OperationOutcomeError'
  readonly code: 'outcome' | 'unauthenticated' = 'outcome'
  readonly outcome: OperationOutcome
  /** The HTTP status. */
  readonly status: number
  /** How long the server asks to wait before the next try, where it does. */
  readonly retryAfterSeconds: number | undefined

  constructor(
    outcome: OperationOutcome,
    options: FailureOptions & { readonly status?: number; readonly retryAfterSeconds?: number | undefined } = {},
  ) {
    super(outcomeText(outcome), options)
    this.outcome = outcome
    this.status = options.status ?? 400
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

/**
 * Nobody is signed in, or not any more: the server does not take the token and would not renew it.
 *
 * The answer that says so is `outcome`, or, where the token endpoint said it, the {@link OAuthError} in `cause`.
 *
 * @example
 * ```ts
 * try {
 *   await client.searchResources('Patient')
 * } catch (error) {
 *   if (error instanceof UnauthenticatedError) await client.signInWithRedirect()
 *   else throw error
 * }
 * ```
 */
export class UnauthenticatedError extends OperationOutcomeError {
  override readonly name: string = 'UnauthenticatedError'
  override readonly code = 'unauthenticated'

  constructor(outcome: OperationOutcome | string, options: FailureOptions = {}) {
    super(typeof outcome === 'string' ? loginOutcome(outcome) : outcome, { ...options, status: 401 })
  }
}

/**
 * An OAuth endpoint refused (RFC 6749 §5.2): `error` is its code, `description` its sentence.
 *
 * @example
 * ```ts
 * try {
 *   await client.startClientLogin(id, secret)
 * } catch (error) {
 *   if (error instanceof OAuthError && error.error === 'invalid_client') console.log('Check the id and the secret.')
 *   else throw error
 * }
 * ```
 */
export class OAuthError extends DamsonError {
  override readonly name = 'OAuthError'
  readonly code = 'oauth'
  readonly error: string
  readonly description: string | undefined
  /** The HTTP status; undefined when a redirect brought the error. */
  readonly status: number | undefined

  constructor(error: string, description?: string, status?: number, options?: FailureOptions) {
    super(description === undefined ? error : `${error}: ${description}`, options)
    this.error = error
    this.description = description
    this.status = status
  }
}

/** The server could not be reached. Nobody is signed out by this: try again. */
export class NetworkError extends DamsonError {
  override readonly name = 'NetworkError'
  readonly code = 'network'
}

/** The server did not answer in time. Nobody is signed out by this: try again, or allow more time with `timeout`. */
export class TimeoutError extends DamsonError {
  override readonly name = 'TimeoutError'
  readonly code = 'timeout'
}

/** Something answered, but not as a Damson server does: most often `baseUrl` is wrong, or a proxy stands between. */
export class UnexpectedAnswerError extends DamsonError {
  override readonly name = 'UnexpectedAnswerError'
  readonly code = 'unexpected_answer'
  readonly status: number

  constructor(message: string, status: number, options?: FailureOptions) {
    super(message, options)
    this.status = status
  }
}

/** The storage, or the token cache, failed. Who is signed in stays so for as long as the client lives. */
export class StorageError extends DamsonError {
  override readonly name = 'StorageError'
  readonly code = 'storage'
}

/** A redirect came back that is not the answer to a sign-in of this client. Its code was not used. */
export class RedirectError extends DamsonError {
  override readonly name = 'RedirectError'
  readonly code = 'redirect'
}

/** A client that is somebody cannot become somebody else by signing in. */
export class OtherUserError extends DamsonError {
  override readonly name = 'OtherUserError'
  readonly code = 'other_user'
}

/** Who is signed in changed while a request was under way; its answer, if there was one, was thrown away. */
export class LoginChangedError extends DamsonError {
  override readonly name = 'LoginChangedError'
  readonly code = 'login_changed'

  constructor() {
    super('Who is signed in changed meanwhile: make the request again if the new user should.')
  }
}

/** The client cannot work as it was set up; the text names the option. */
export class ConfigurationError extends DamsonError {
  override readonly name = 'ConfigurationError'
  readonly code = 'configuration'
}

/** Every error that this package makes, for `switch (error.code)`. */
export type AnyDamsonError =
  | OperationOutcomeError
  | UnauthenticatedError
  | OAuthError
  | NetworkError
  | TimeoutError
  | UnexpectedAnswerError
  | StorageError
  | RedirectError
  | OtherUserError
  | LoginChangedError
  | ConfigurationError

/**
 * What an error says, as one text to show.
 *
 * @example
 * ```ts
 * await client.startLogin({ email, password }).catch((error: unknown) => console.log(normalizeErrorString(error)))
 * ```
 *
 * @param error  Whatever was thrown: an error, an OperationOutcome, a text.
 */
export function normalizeErrorString(error: unknown): string {
  if (typeof error === 'string' && error !== '') return error
  if (error instanceof Error) return error.message
  return isOperationOutcome(error) ? outcomeText(error) : 'Unknown error'
}

/**
 * Whether a value is an OperationOutcome.
 *
 * @example
 * ```ts
 * const invited = await client.invite(projectId, { resourceType: 'Patient', firstName: 'Ada', lastName: 'Byron', email })
 * if (isOperationOutcome(invited)) console.log('Invited, but the letter was not sent.')
 * ```
 *
 * @param value  Anything.
 */
export function isOperationOutcome(value: unknown): value is OperationOutcome {
  return membersOf(value)['resourceType'] === 'OperationOutcome'
}

/**
 * Whether an OperationOutcome says that all is well.
 *
 * @example
 * ```ts
 * if (isOk(await client.deleteResource('Patient', id))) console.log('Gone.')
 * ```
 *
 * @param outcome  An OperationOutcome.
 */
export function isOk(outcome: OperationOutcome): boolean {
  return ['ok', 'created', 'accepted', 'not-modified'].includes(outcome.id ?? '')
}

/**
 * Whether an OperationOutcome says that there is no such thing, for whoever asked.
 *
 * @example
 * ```ts
 * const patient = await client.readResource('Patient', id).catch((error: unknown) => {
 *   if (error instanceof OperationOutcomeError && isNotFound(error.outcome)) return undefined
 *   throw error
 * })
 * ```
 *
 * @param outcome  An OperationOutcome.
 */
export function isNotFound(outcome: OperationOutcome): boolean {
  return outcome.id === 'not-found'
}

function outcomeText({ issue }: OperationOutcome): string {
  const texts = (Array.isArray(issue) ? issue : []).map(({ details, diagnostics, expression }) => {
    const text = details?.text ?? diagnostics ?? 'Unknown error'
    return expression === undefined || expression.length === 0 ? text : `${text} (${expression.join(', ')})`
  })
  return texts.length === 0 ? 'Unknown error' : texts.join('; ')
}

function loginOutcome(text: string): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    id: 'unauthorized',
    issue: [{ severity: 'error', code: 'login', details: { text } }],
  }
}
