import { DamsonClient } from '@damson/sdk'
import { Browser } from './browser.js'

export const dynamic = 'force-dynamic'

/** On the server: the SDK as a machine. */
export default async function Page() {
  const { ISSUER, CLIENT_ID, CLIENT_SECRET } = process.env
  const client = new DamsonClient({ baseUrl: ISSUER })
  await client.startClientLogin(CLIENT_ID, CLIENT_SECRET)
  const patients = await client.searchResources('Patient')
  return (
    <>
      <pre id="server">{JSON.stringify(patients.map(({ name }) => name[0].family))}</pre>
      <Browser issuer={ISSUER} token={client.getAccessToken()} />
    </>
  )
}
