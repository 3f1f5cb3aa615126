import express from 'express'
import oidc from 'express-openid-connect'

const { PORT, ISSUER, CLIENT_ID, CLIENT_SECRET } = process.env
const { auth, requiresAuth } = oidc
const app = express()

app.use(
  auth({
    issuerBaseURL: ISSUER,
    baseURL: `http://localhost:${PORT}`,
    clientID: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    secret: 'a long, randomly-generated string stored in env',
    authRequired: false,
    idpLogout: true,
    authorizationParams: { response_type: 'code', scope: 'openid profile email offline_access' },
  }),
)
app.get('/', (request, response) => {
  response.send(request.oidc.isAuthenticated() ? `<pre>${JSON.stringify(request.oidc.user)}</pre>` : 'Signed out')
})
app.get('/patients', requiresAuth(), async (request, response) => {
  let { accessToken } = request.oidc
  if (request.query.refresh !== undefined) accessToken = await accessToken.refresh()
  const { access_token, token_type } = accessToken
  const answer = await fetch(`${ISSUER}fhir/R4/Patient`, {
    headers: { Authorization: `${token_type} ${access_token}` },
  })
  response.json({ total: (await answer.json()).entry?.length, token: access_token })
})
app.get('/userinfo', requiresAuth(), async (request, response) => {
  response.json(await request.oidc.fetchUserInfo())
})
app.listen(PORT, 'localhost')
