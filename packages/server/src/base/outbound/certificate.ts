import type { X509Certificate } from 'node:crypto'
import { isIP, type LookupFunction } from 'node:net'
import { connect } from 'node:tls'
import { machineTime } from '#base/clock'

/** The certificate that clients are shown at an address. */
export interface CertificateSeen {
  readonly expiresAt: Date
  /** It is for other names, or no authority that this machine knows has signed it. */
  readonly problem?: 'wrong_name' | 'not_trusted'
}

interface LookOptions {
  /** For the whole look: DNS, connection, handshake. */
  readonly timeoutMs?: number
  /** Trusted instead of the system's certificate authorities. */
  readonly ca?: string
  readonly lookup?: LookupFunction
}

const TIMEOUT_MS = 5_000

/**
 * Looks at the certificate of an https address as a client would, and sends nothing. Undefined if it is not reached from here
 * or does not speak TLS. For the server's own address alone: where it leads is not judged.
 */
export function lookAtCertificate(
  url: URL,
  { timeoutMs = TIMEOUT_MS, ca, lookup }: LookOptions = {},
): Promise<CertificateSeen | undefined> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: url.port === '' ? 443 : Number(url.port),
      // Names are checked below; an address has none to send.
      ...(isIP(host) === 0 && { servername: host }),
      ...(ca !== undefined && { ca }),
      ...(lookup !== undefined && { lookup }),
      // What is wrong is what is asked for, and nothing is sent or believed.
      rejectUnauthorized: false,
    })
    const timer = setTimeout(() => end(undefined), timeoutMs).unref()
    const end = (seen: CertificateSeen | undefined): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(seen)
    }
    // A server that stops does not wait for it.
    socket.unref()
    socket.once('error', () => end(undefined))
    socket.once('close', () => end(undefined))
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate()
      if (certificate === undefined) return end(undefined)
      const problem = problemOf(socket.authorizationError, certificate)
      end({ expiresAt: certificate.validToDate, ...(problem !== undefined && { problem }) })
    })
  })
}

/** Whether it has expired is told by its date; one between it and its authority may have, too. */
function problemOf(
  error: Error | string | null | undefined,
  { validToDate }: X509Certificate,
): CertificateSeen['problem'] {
  if (error === null || error === undefined) return undefined
  // Node.js has the code of the failure there, whatever its type says.
  const code = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : error
  if (code === 'CERT_HAS_EXPIRED' && validToDate.getTime() <= machineTime()) return undefined
  return code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? 'wrong_name' : 'not_trusted'
}
