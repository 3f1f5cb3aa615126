import { DamsonClient } from '@damson/sdk'

export const runtime = 'edge'

/** On the edge: the SDK with a token that the request brought. */
export async function GET(request) {
  const query = new URL(request.url).searchParams
  const client = new DamsonClient({ baseUrl: query.get('issuer'), accessToken: query.get('token') })
  const patients = await client.searchResources('Patient')
  return Response.json({ runtime: globalThis.EdgeRuntime, patients: patients.map(({ name }) => name[0].family) })
}
