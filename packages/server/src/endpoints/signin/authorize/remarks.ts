import type { Form } from '#answers'
import { brokenValues, type Finding, warning } from '#base/findings'
import { noIdToken } from '#domain/signin'
import { readSent } from './sent-parameters.ts'

/** Warnings about an authorization request: risks that are not refused, and values that look like programming mistakes. */
export function remarksOn(entries: Form['entries']): readonly Finding[] {
  const sent = readSent(entries)
  return [
    ...brokenValues(entries),
    ...(sent.get('state') === undefined ? [NO_STATE] : []),
    ...noIdToken(sent.get('scope'), sent.get('nonce') !== undefined),
  ]
}

const NO_STATE = warning(
  'The request has no state: the app cannot tell whether the answer belongs to this request.',
  'Send a random state, and compare it when the person comes back.',
)
