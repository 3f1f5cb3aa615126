import { ExpressAuth, getSession } from '@auth/express'
import express from 'express'

const { PORT, ISSUER, CLIENT_ID, CLIENT_SECRET, REFRESH_AFTER_SECONDS } = process.env
const app = express()
app.set('trust proxy', true)

const config = {
  secret: 'a long, randomly-generated string stored in env',
  trustHost: true,
  providers: [
    {
      id: 'damson',
      name: 'Damson',
      type: 'oidc',
      issuer: ISSUER,
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      authorization: { params: { scope: 'openid profile email offline_access user/Patient.rs' } },
    },
  ],
  callbacks: {
    // As Auth.js's guide to refresh token rotation has it.
    async jwt({ token, account }) {
      if (account) {
        const { access_token, refresh_token } = account
        return { ...token, access_token, refresh_token, issued_at: Date.now() }
      }
      if (Date.now() < token.issued_at + Number(REFRESH_AFTER_SECONDS) * 1000) return token
      const response = await fetch(`${ISSUER}oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({
          client_id: CLIENT_ID,
          client_secret: CLIENT_SECRET,
          grant_type: 'refresh_token',
          refresh_token: token.refresh_token,
        }),
      })
      const fresh = await response.json()
      if (!response.ok) throw fresh
      const { access_token, refresh_token = token.refresh_token } = fresh
      return { ...token, access_token, refresh_token, issued_at: Date.now(), refreshes: (token.refreshes ?? 0) + 1 }
    },
    async session({ session, token }) {
      const headers = { Authorization: `Bearer ${token.access_token}` }
      const answer = await fetch(`${ISSUER}fhir/R4/Patient`, { headers })
      return { ...session, patients: (await answer.json()).entry?.length, refreshes: token.refreshes ?? 0 }
    },
  },
}
app.use('/auth', ExpressAuth(config))
app.get('/', async (request, response) => {
  const session = await getSession(request, config)
  response.send(session === null ? 'Signed out' : `<pre>${JSON.stringify(session)}</pre>`)
})
app.listen(PORT, 'localhost')
