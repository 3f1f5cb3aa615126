import type { FastifyRequest } from 'fastify'
import type { CloserLook, Finding } from '#base/findings'
import type { Grantee } from '#domain/access'

/** Every refusal carries its trace id in this header too, whatever the shape of its body. */
export const TRACE_HEADER = 'Trace-Id'

/** Where the administrators of a project in developer mode see what was wrong with a request. */
export function traceUrl({ issuer, id }: FastifyRequest): string {
  return `${issuer.url}auth/trace/${id}`
}

/**
 * What an endpoint found out about a request, for its trace: words of ours and ids, and of what was sent what it carried sealed. Noting costs
 * nothing where no project is in developer mode; `endpoints/traces` reads the notes.
 */
export interface TraceNotes {
  readonly grantee?: Grantee
  /** A client that is known, and its project. */
  readonly clientId?: string | undefined
  readonly project?: string | null | undefined
  readonly loginId?: string | undefined
  readonly codeChallenge?: string | null | undefined
  /** Which step of a sign-in was shown. */
  readonly step?: string
  /** What a token was issued for. */
  readonly grantedScope?: string
  /** `code`, or the error with which the browser was sent back to the app. */
  readonly sentBack?: string
  readonly failure?: { readonly code: string | undefined; readonly reason: string | undefined }
  /** Why it was refused, the first cause first; made where it was refused. */
  readonly findings?: readonly Finding[]
  /** What else is wrong or unwise in what was sent. Errors count only if the request was refused. */
  readonly remarks?: readonly Finding[]
  /** What the store can tell of it beyond that. */
  readonly look?: CloserLook | undefined
  /** The query or form of an authorization request, which an address may carry sealed; shown redacted like any other. */
  readonly asked?: string
}

declare module 'fastify' {
  interface FastifyRequest {
    traceNotes: TraceNotes | null
  }
}

export function noteTrace(request: FastifyRequest, notes: TraceNotes): void {
  request.traceNotes = request.traceNotes === null ? notes : { ...request.traceNotes, ...notes }
}
