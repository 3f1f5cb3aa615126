/** A file in. A scanner sends a PDF; it is kept as a Binary, and a DocumentReference waits for somebody to file it. */
import { type BotEvent, badRequest, type MedplumClient, OperationOutcomeError } from '@medplum/core'
import type { DocumentReference } from '@medplum/fhirtypes'

export async function handler(client: MedplumClient, event: BotEvent<Uint8Array>): Promise<DocumentReference> {
  const bytes = event.input
  // By its first bytes: what a sender calls it is no proof.
  if (!(bytes instanceof Uint8Array) || String.fromCharCode(...bytes.subarray(0, 5)) !== '%PDF-')
    throw new OperationOutcomeError(badRequest('This is no PDF.'))
  const name = event.headers?.['x-file-name']
  return client.createDocumentReference({
    data: bytes,
    contentType: 'application/pdf',
    filename: typeof name === 'string' ? name : 'scan.pdf',
    additionalFields: { docStatus: 'preliminary', description: `Scanned, ${bytes.length} bytes` },
  })
}
