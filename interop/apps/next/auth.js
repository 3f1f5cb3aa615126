const { ISSUER, CLIENT_ID, CLIENT_SECRET, EARLY_SECONDS = '60' } = process.env

/** A provider of your own, as the documentation of next-auth shows it. */
export const authOptions = {
  providers: [
    {
      id: 'damson',
      name: 'Damson',
      type: 'oauth',
      wellKnown: `${ISSUER}.well-known/openid-configuration`,
      authorization: { params: { scope: 'openid profile email offline_access user/Patient.rs' } },
      idToken: true,
      checks: ['pkce', 'state'],
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      profile: ({ sub, name, email }) => ({ id: sub, name, email }),
    },
  ],
  callbacks: {
    // As its guide to refresh token rotation shows it.
    async jwt({ token, account }) {
      if (account) {
        const { access_token, refresh_token, expires_at } = account
        return { ...token, access_token, refresh_token, expires_at }
      }
      if (Date.now() / 1000 < token.expires_at - Number(EARLY_SECONDS)) return token
      const response = await fetch(`${ISSUER}oauth2/token`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          client_id: CLIENT_ID,
          client_secret: CLIENT_SECRET,
          grant_type: 'refresh_token',
          refresh_token: token.refresh_token,
        }),
      })
      const fresh = await response.json()
      if (!response.ok) return { ...token, error: fresh.error }
      const { access_token, refresh_token = token.refresh_token, expires_in } = fresh
      const expires_at = Math.floor(Date.now() / 1000) + expires_in
      return { ...token, access_token, refresh_token, expires_at, refreshes: (token.refreshes ?? 0) + 1 }
    },
    async session({ session, token }) {
      const headers = { Authorization: `Bearer ${token.access_token}` }
      const answer = await fetch(`${ISSUER}fhir/R4/Patient`, { headers, cache: 'no-store' })
      const patients = (await answer.json()).entry?.length
      return { ...session, patients, refreshes: token.refreshes ?? 0, error: token.error }
    },
  },
}
