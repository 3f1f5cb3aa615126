import { expect, test } from 'vitest'
import { error } from '#base/findings'
import type { AuthorizeRefusal } from './authorize/authorize-request.ts'
import { type Complaint, complaint, type PageRefusal } from './complaint.ts'

test('a refusal without a finding does not compile', () => {
  // @ts-expect-error without a finding
  const told: Complaint = { error: 'invalid_request', description: 'Send it once.' }
  // @ts-expect-error without a finding
  const shown: PageRefusal = { show: 'page', topic: 'request.no_client', project: undefined }
  // @ts-expect-error without a finding
  const refused: AuthorizeRefusal = { ...shown, show: 'page', topic: 'request.no_client', finding: undefined, also: [] }
  expect([told, shown, refused]).toHaveLength(3)
})

test('what to do is said once where the description says it', () => {
  expect(complaint('invalid_request', 'Send it once.', 'It was sent twice.')).toEqual({
    error: 'invalid_request',
    description: 'Send it once.',
    finding: error('It was sent twice.', 'Send it once.'),
  })
})
