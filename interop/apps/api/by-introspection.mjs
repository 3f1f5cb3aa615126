const { ISSUER, APP_IDS, CLIENT_ID, CLIENT_SECRET } = process.env
const credential = Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64')

/** Returns what Damson says about a valid token of one of our apps, otherwise undefined. */
export async function checkToken(token) {
  const answer = await fetch(`${ISSUER}oauth2/introspect`, {
    method: 'POST',
    headers: { Authorization: `Basic ${credential}` },
    body: new URLSearchParams({ token }),
  })
  if (!answer.ok) throw new Error(`The token could not be checked: ${answer.status} ${await answer.text()}`)
  const said = await answer.json()
  // A refresh token is active too, but nobody may use it here.
  const isOurs = said.active && said.token_type === 'Bearer' && APP_IDS.split(' ').includes(said.client_id)
  return isOurs ? said : undefined
}
