import { error, type Finding } from '#base/findings'

const REMEDY =
  'Send Authorization: Basic base64(client_id:client_secret), encoded once, or client_id and client_secret in the body.'

/** What is wrong with a Basic header that cannot be read (RFC 6749 §2.3.1). */
export function basicFinding(header: string | undefined): Finding {
  const [, value = ''] = /^Basic +(.*)$/is.exec(header ?? '') ?? []
  if (value.includes(':'))
    return error('The Basic header holds client_id:client_secret as plain text: it was not base64-encoded.', REMEDY)
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(value))
    return error(
      /^[\w-]+$/.test(value)
        ? 'The Basic header is base64url, not base64.'
        : 'The Basic header is not base64: it has characters that base64 does not use.',
      REMEDY,
    )
  const once = decoded(value)
  if (/^[\w.~-]+%3A/i.test(once))
    return error(
      'The colon in the Basic header is percent-encoded: encode the id and the secret separately, and not the colon.',
      REMEDY,
    )
  if (decoded(once).includes(':') && /^[A-Za-z0-9+/]+={0,2}$/.test(once))
    return error('The Basic header is base64-encoded twice.', REMEDY)
  return error('The Basic header has no colon between client_id and client_secret.', REMEDY)
}

function decoded(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8')
}
