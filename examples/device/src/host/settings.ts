import { text as textOf } from 'node:stream/consumers'

/** What is wrong with the command line or the environment, and what to do. */
export class UsageError extends Error {}

/** The secret must not travel in the clear. */
export function checkedUrl(text: string): string {
  const url = URL.parse(text)
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname ?? '')
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal)) return url.href
  throw new UsageError('--base-url is the https address of the server; http is for this machine alone.')
}

export function clientId(): string {
  const id = process.env['CLIENT_ID'] ?? ''
  if (id === '') throw new UsageError('Set CLIENT_ID to the id of the ClientApplication.')
  return id
}

export async function readSecret(fromInput: boolean): Promise<string> {
  const given = process.env['CLIENT_SECRET'] ?? ''
  // Nothing that this process starts or reports needs it.
  delete process.env['CLIENT_SECRET']
  if (fromInput && process.stdin.isTTY)
    throw new UsageError('--secret-stdin: pipe the secret in, so that no screen shows it.')
  const secret = fromInput ? (await textOf(process.stdin)).trim() : given
  if (secret === '') throw new UsageError('Set CLIENT_SECRET, or pipe the secret in with --secret-stdin.')
  return secret
}
