import type { FastifyRequest } from 'fastify'
import type { CloserLook, Finding } from '#base/findings'
import type { Grantee } from '#domain/access'

/** Every refusal has its trace id in this header, whatever the shape of its body. */
export const TRACE_HEADER = 'Trace-Id'

/** The address where administrators of a project in developer mode see the trace of a request. */
export function traceUrl({ issuer, id }: FastifyRequest): string {
  return `${issuer.url}auth/trace/${id}`
}

/**
 * Facts about a request for its trace: our own words and ids, and the request that was carried sealed. Noting costs
 * nothing if no project is in developer mode. `endpoints/traces` reads the notes.
 */
export interface TraceNotes {
  readonly grantee?: Grantee
  /** The identified client and its project. */
  readonly clientId?: string | undefined
  readonly project?: string | null | undefined
  readonly loginId?: string | undefined
  readonly codeChallenge?: string | null | undefined
  /** The step of the sign-in that was shown. */
  readonly step?: string
  /** What the token was issued for. */
  readonly grantedScope?: string
  /** `code`, or the error that the browser took back to the app. */
  readonly sentBack?: string
  /** The project in which an app's own pages sign somebody in, by JSON: for its figures, if the server fails at it. */
  readonly signInTo?: string | undefined
  /** The project whose sign-in is refused here, if no audit event says so: for its figures. */
  readonly signInRefusedIn?: string | undefined
  /** The project of which an app asks for a sign-in wrongly: for its figures. */
  readonly invalidRequestIn?: string | undefined
  readonly failure?: { readonly code: string | undefined; readonly reason: string | undefined }
  /** Why the request was refused, the first cause first. */
  readonly findings?: readonly Finding[]
  /** Other faults and risks in the request. Errors count only if the request was refused. */
  readonly remarks?: readonly Finding[]
  /** A further finding that needs a look into the store. */
  readonly look?: CloserLook | undefined
  /** The parameters of an authorization request that was carried sealed. The trace redacts them as usual. */
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
