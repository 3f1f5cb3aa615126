import type { z } from 'zod'
import { error } from '#base/findings'
import { OutcomeError } from './outcome.ts'

/** Reads a JSON body by its schema, or answers 400 with one issue per field. */
export function readBody<S extends z.ZodType>(schema: S, body: unknown): z.infer<S> {
  const parsed = schema.safeParse(body ?? {})
  if (parsed.success) return parsed.data
  throw new OutcomeError(
    400,
    parsed.error.issues.slice(0, 20).map((issue) => {
      const field = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.')
      return {
        code: 'invalid',
        text: issue.message,
        expression: field === '' ? undefined : field,
        reason: 'invalid_body',
      }
    }),
    INVALID_BODY,
  )
}

const INVALID_BODY = error(
  'The body has fields that are missing, unknown or malformed.',
  'The answer names each of them: correct them all.',
)
