import { DamsonClient } from '@damson/sdk'
import { getToken } from 'next-auth/jwt'

/** As the person who is signed in: the token stays on the server. */
export async function GET(request) {
  const session = await getToken({ req: request })
  if (session === null) return Response.json({ error: 'Sign in first.' }, { status: 401 })
  const client = new DamsonClient({ baseUrl: process.env.ISSUER, accessToken: session.access_token })
  const patients = await client.searchResources('Patient', { _sort: 'family', _count: 20 })
  return Response.json(patients.map(({ id, name }) => ({ id, family: name?.[0]?.family })))
}
