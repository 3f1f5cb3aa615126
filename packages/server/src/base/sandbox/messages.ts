import type { SandboxLevel, SandboxLimits, SandboxRefusal } from './types.ts'

/** What the server says to a worker; the text is the frame's body. */
export type ToWorker =
  /** The first: the body is the guest's script. */
  | { readonly kind: 'guest' }
  /** The body is the code of a program that later runs name. */
  | { readonly kind: 'program'; readonly key: string }
  /** The body is the event. */
  | { readonly kind: 'run'; readonly run: number; readonly key: string; readonly limits: SandboxLimits }
  /** Asks for a sign that it listens. */
  | { readonly kind: 'listen' }
  /** The body is JSON, or the message of an error. */
  | { readonly kind: 'answer'; readonly run: number; readonly id: number; readonly ok: boolean }

/** What a worker says. The server believes none of it before `claims.ts` has read it. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'here' }
  | { readonly kind: 'call'; readonly run: number; readonly id: number; readonly name: string }
  | { readonly kind: 'log'; readonly run: number; readonly level: SandboxLevel }
  /** The body is the output. */
  | { readonly kind: 'done'; readonly run: number }
  /** The body is JSON: message and stack. */
  | { readonly kind: 'refused'; readonly run: number; readonly why: SandboxRefusal['why'] }

/** How many programs a worker keeps: the server counts along, and sends a program again when it was dropped. */
export const PROGRAMS_KEPT = 16

/** The calls of a run that wait for their answers, which the server keeps, are no larger than so many of the largest. */
export const LARGEST_WAITING = 2

/** A refusal's message and stack are cut to this. */
export const MAX_REFUSAL_BYTES = 16_384
/** What a line of the log counts besides its text: also an empty one is a message of its own, and is kept with its level. */
export const LOG_LINE_BYTES = 64
