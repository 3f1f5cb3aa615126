/** Defects of the signatures of webhooks. */
import { type Defect, defectsIn } from './defect.ts'

const signatures = defectsIn('server/src/domain/webhooks/signatures.ts')

export const WEBHOOK_DEFECTS: readonly Defect[] = [
  signatures(
    'a body is signed without the space around it',
    'standard-webhooks-4.2.2-body',
    '.update(delivery.body)',
    '.update(Buffer.from(delivery.body).toString().trim())',
  ),
  signatures(
    'any secret signs a delivery',
    'standard-webhooks-4.2.2-secret',
    'if (!found.includes(true))',
    'if (found.length === 0)',
  ),
  signatures(
    'a signature is good for ever',
    'standard-webhooks-4.2.1-tolerance',
    'if (Math.abs(now.getTime() - from) > TOLERANCE_SECONDS * 1_000)',
    'if (from < 0)',
  ),
  signatures(
    'signatures of unknown versions count',
    'standard-webhooks-4.2.2-several',
    ".filter((part) => part.startsWith('v1,'))\n    .map((part) => part.slice(3))",
    ".map((part) => part.slice(part.indexOf(',') + 1))",
  ),
  signatures(
    'a delivery is taken each time that it comes',
    'standard-webhooks-4.2.1-replay',
    'return accepted({ marks, until',
    'return accepted({ marks: marks.slice(9), until',
  ),
  signatures(
    'signatures of other schemes count',
    'stripe-webhooks-1-schemes',
    "valuesOf('v1').filter",
    'parts.map((part) => part.slice(3)).filter',
  ),
  signatures(
    'old deliveries are taken',
    'stripe-webhooks-4-tolerance',
    'if (Math.abs(now.getTime() - from) > TOLERANCE_SECONDS * 1_000)',
    'if (from - now.getTime() > TOLERANCE_SECONDS * 1_000)',
  ),
  signatures(
    'what has a signature is signed',
    'github-webhooks-3-body',
    'if (!found.includes(true))',
    'if (found.length < 1)',
  ),
  signatures(
    'the older header is believed',
    'github-webhooks-3-sha1',
    "header('x-hub-signature-256') ?? ''",
    "header('x-hub-signature-256') ?? header('x-hub-signature') ?? ''",
  ),
  signatures(
    'nothing of a signature is remembered',
    'github-webhooks-3-replay',
    'const marks = expected.map((mac) => sha256Text(mac)).toSorted()',
    'const marks = expected.map((mac) => sha256Text(mac)).slice(9)',
  ),
]
