/** What a server does with the SDK; the same in every host. */
module.exports = async function flow({ DamsonClient, OperationOutcomeError }, { ISSUER, CLIENT_ID, CLIENT_SECRET }) {
  const client = new DamsonClient({ baseUrl: ISSUER })
  await client.startClientLogin(CLIENT_ID, CLIENT_SECRET)
  const patients = await client.searchResources('Patient')
  const bytes = new Uint8Array([1, 2, 255, 0])
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes)
      controller.close()
    },
  })
  const sent = []
  for (const data of [bytes, bytes.buffer, new DataView(bytes.buffer), new Blob([bytes]), stream]) {
    const { id } = await client.createBinary({ data, contentType: 'application/pdf', filename: 'scan.pdf' })
    const content = await client.download(client.fhirUrl('Binary', id))
    sent.push([...new Uint8Array(await content.arrayBuffer())].join())
  }
  const refused = await client.readResource('Patient', 'nobody').catch((error) => error)
  const mistake = await client.readResource('Patient', undefined).catch((error) => error)
  const other = client.withUser(client.getAccessToken())
  return {
    patients: patients.map(({ name }) => name[0].family),
    sent: [...new Set(sent)],
    refused: [refused instanceof OperationOutcomeError, refused.status, refused.method, typeof refused.traceId],
    mistake: mistake.name,
    asUser: (await other.searchResources('Patient')).length,
  }
}
