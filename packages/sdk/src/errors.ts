import type { OperationOutcome } from './generated/types.ts'
import { membersOf } from './json.ts'

/** Details of the request that failed. */
export interface FailureOptions extends ErrorOptions {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly traceId?: string | undefined
}

/**
 * The base of this package's errors. Each has a message that says what to do, and a `code` for programs.
 *
 * `switch (error.code)` on an {@link AnyDamsonError} narrows the type. A call that you abort rejects with the reason of
 * your signal, as `fetch` does. A mistake in the calling code is a `TypeError`.
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
  /** The method of the request that failed. Like `url` and `traceId`, undefined when there was no request. */
  readonly method: string | undefined
  /** The request's address. Query values are left out, because they may be tokens or identify patients. */
  readonly url: string | undefined
  /** The id by which the server's administrator finds the refusal in the server's records. */
  readonly traceId: string | undefined

  constructor(message: string, options?: FailureOptions) {
    super(message, options)
    this.method = options?.method
    this.url = options?.url
    this.traceId = options?.traceId
  }
}

/**
 * The server refused, and explains why in an OperationOutcome.
 *
 * @example
 * ```ts
 * try {
 *   await client.updateResource(patient)
 * } catch (error) {
 *   if (error instanceof OperationOutcomeError && error.status === 412) console.log('Another user was faster.')
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
  /** How many seconds the server asks you to wait before you try again. */
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
 * Nobody is signed in, or the login has ended: the server rejects the token and does not renew it.
 *
 * The server's answer is in `outcome`; if the token endpoint refused, the {@link OAuthError} is in `cause`.
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
 * An OAuth endpoint refused (RFC 6749 §5.2): `error` is the code, `description` the explanation.
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
  /** The HTTP status; undefined when the error came in a redirect. */
  readonly status: number | undefined

  constructor(error: string, description?: string, status?: number, options?: FailureOptions) {
    super(description === undefined ? error : `${error}: ${description}`, options)
    this.error = error
    this.description = description
    this.status = status
  }
}

/** The server could not be reached. The user stays signed in: try again. */
export class NetworkError extends DamsonError {
  override readonly name = 'NetworkError'
  readonly code = 'network'
}

/** The server did not answer in time. The user stays signed in: try again, or allow more time with `timeout`. */
export class TimeoutError extends DamsonError {
  override readonly name = 'TimeoutError'
  readonly code = 'timeout'
}

/** The answer is not from a Damson server: usually `baseUrl` is wrong, or a proxy intercepts the request. */
export class UnexpectedAnswerError extends DamsonError {
  override readonly name = 'UnexpectedAnswerError'
  readonly code = 'unexpected_answer'
  readonly status: number

  constructor(message: string, status: number, options?: FailureOptions) {
    super(message, options)
    this.status = status
  }
}

/** The storage or the token cache failed. The user stays signed in for as long as the client lives. */
export class StorageError extends DamsonError {
  override readonly name = 'StorageError'
  readonly code = 'storage'
}

/** A redirect does not belong to a sign-in of this client. Its code was not used. */
export class RedirectError extends DamsonError {
  override readonly name = 'RedirectError'
  readonly code = 'redirect'
}

/** A client with a signed-in user cannot sign in as another user. */
export class OtherUserError extends DamsonError {
  override readonly name = 'OtherUserError'
  readonly code = 'other_user'
}

/** The user changed while a request was under way. If an answer came, it was discarded. */
export class LoginChangedError extends DamsonError {
  override readonly name = 'LoginChangedError'
  readonly code = 'login_changed'

  constructor() {
    super('The user changed during the request: repeat it if the new user should make it.')
  }
}

/** The client cannot work with its options; the message names the option. */
export class ConfigurationError extends DamsonError {
  override readonly name = 'ConfigurationError'
  readonly code = 'configuration'
}

/** Every error that this package throws, for `switch (error.code)`. */
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
 * The message of an error, as one text to show.
 *
 * @example
 * ```ts
 * await client.startLogin({ email, password }).catch((error: unknown) => console.log(normalizeErrorString(error)))
 * ```
 *
 * @param error  Any thrown value: an error, an OperationOutcome, a text.
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
 * if (isOperationOutcome(invited)) console.log('Invited, but the e-mail was not sent.')
 * ```
 *
 * @param value  Anything.
 */
export function isOperationOutcome(value: unknown): value is OperationOutcome {
  return membersOf(value)['resourceType'] === 'OperationOutcome'
}

/**
 * Whether an OperationOutcome reports success.
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
 * Whether an OperationOutcome says that the resource does not exist, or is hidden from the user.
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
