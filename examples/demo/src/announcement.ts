import type { Clinic } from '@damson/example-clinic'
import type { Ports } from './options.ts'

/** The addresses to open, and the accounts to sign in with. */
export function describe({ owner, clinician, clients }: Clinic, ports: Ports, seconds: number): string {
  return `
The clinic is open, after ${seconds.toFixed(0)} s. Everybody in it is invented.

  Open                     at                            sign in as
  the browser app          http://localhost:${ports.browserApp}/        ${clinician.email}  ${clinician.password}
  the live audit           http://localhost:${ports.livePage}/        ${owner.email}      ${owner.password}
  the reception (legacy)   http://127.0.0.1:${ports.legacyApp}/        nobody: its proxy signs in for it

The analyzer sends a result every few seconds to port ${ports.analyzer}. The desktop app, from another terminal:

  CLIENT_ID=${clients.native.id} npm start -w @damson/example-native -- --base-url http://localhost:${ports.server}/

Ctrl-C ends everything, and leaves nothing behind.
`
}
