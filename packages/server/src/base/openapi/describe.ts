import type { z } from 'zod'
import { BUNDLE, OUTCOME, RESOURCE } from './shared-schemas.ts'

/** How a request to a route proves who sends it. */
export type Auth =
  /** Anybody may send it, or it proves something by its own content. */
  | 'anyone'
  /** An access token. */
  | 'token'
  /** An access token, or the id and secret of a client that Basic is allowed for. */
  | 'token_or_basic'
  /** The credential of a client: in the header, in the form, or none from a public client. */
  | 'client'
  /** The token of the setting for metrics. */
  | 'metrics'

export interface Body {
  readonly types: readonly string[]
  readonly schema: z.ZodType
  readonly isOptional?: boolean
  readonly example?: unknown
}

export interface Answer {
  readonly says: string
  readonly type?: string
  readonly schema?: z.ZodType
  /** Or bytes of another type. */
  readonly orBytes?: true
  readonly example?: unknown
  /** Headers by name, and what each of them says. */
  readonly headers?: Readonly<Record<string, string>>
}

/** One operation: what it is for, what it takes, and what it answers when nothing is wrong. */
export interface Operation {
  /** A sentence for lists, without a full stop. */
  readonly summary: string
  readonly description?: string
  /** Left out: as most of its group. */
  readonly auth?: Auth
  readonly query?: z.ZodObject
  readonly headers?: z.ZodObject
  readonly body?: Body
  readonly answers: Readonly<Record<number, Answer>>
  /** A media type in which refusals come too, for those who asked in it. */
  readonly refusesAs?: string
}

/** One of several operations that a general route serves, at its own address. */
export interface RoutedOperation extends Operation {
  readonly path: string
}

/** The description of some routes, beside the endpoint that registers them. */
export interface Described {
  readonly tag: string
  readonly about: string
  readonly auth: Auth
  /** A machine's change may wait for an administrator's approval, where the project wants it: 202. */
  readonly mayWait?: true
  /** The parameters in the paths, by name. */
  readonly parameters: Readonly<Record<string, string>>
  /** By method and route, as `GET /auth/me`. A list: the operations that the route serves. */
  readonly operations: Readonly<Record<string, Operation | readonly RoutedOperation[]>>
}

export const FHIR_JSON = 'application/fhir+json'
const FORM = 'application/x-www-form-urlencoded'

export function json(schema: z.ZodType, example?: unknown): Body {
  return { types: ['application/json'], schema, ...(example !== undefined && { example }) }
}

export function form(schema: z.ZodObject, example?: unknown): Body {
  return { types: [FORM], schema, ...(example !== undefined && { example }) }
}

export const wholeResource: Body = { types: [FHIR_JSON, 'application/json'], schema: RESOURCE }

/** An answer in JSON. */
export function said(says: string, schema: z.ZodType, example?: unknown): Answer {
  return { says, type: 'application/json', schema, ...(example !== undefined && { example }) }
}

/** An answer that is a resource, a Bundle or an OperationOutcome. */
export function fhir(
  says: string,
  what: 'resource' | 'bundle' | 'outcome' = 'resource',
  headers?: Answer['headers'],
): Answer {
  const schema = { resource: RESOURCE, bundle: BUNDLE, outcome: OUTCOME }[what]
  return { says, type: FHIR_JSON, schema, ...(headers !== undefined && { headers }) }
}

/** An answer that is no JSON. */
export function bytes(says: string, type: string): Answer {
  return { says, type }
}

const SHOWN = bytes('The page.', 'text/html')
const ONWARD: Answer = { says: 'The browser goes on.', headers: { Location: 'Where it goes.' } }

/** A page for people. Its markup may change at any time. */
export function page(summary: string, auth: Auth = 'anyone'): Operation {
  return { summary, auth, answers: { 200: SHOWN, 302: ONWARD, 303: ONWARD } }
}

/** What the form of a page sends. Its fields may change at any time. */
export function pageWithForm(summary: string, fields: z.ZodObject): Operation {
  return { ...page(summary), body: { ...form(fields), isOptional: true } }
}
