import express from 'express'
import oidc from 'express-openid-connect'

const { PORT, ISSUER, CLIENT_ID, CLIENT_SECRET, SESSION_SECRET, EARLY_SECONDS = '60' } = process.env
const { auth, requiresAuth } = oidc
const app = express()

app.use(
  auth({
    issuerBaseURL: ISSUER,
    baseURL: `http://localhost:${PORT}`,
    clientID: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    secret: SESSION_SECRET,
    authRequired: false,
    idpLogout: true,
    authorizationParams: {
      response_type: 'code',
      scope: 'openid profile email offline_access user/Patient.rs user/Observation.c',
    },
  }),
)

// For the page's own scripts: they have a cookie, and never a token.
app.get('/me', (request, response) => {
  if (request.oidc.isAuthenticated()) response.json(request.oidc.user)
  else response.status(401).json({ error: 'Nobody is signed in: go to /login.' })
})

app.use('/fhir', express.text({ type: 'application/fhir+json', limit: '1mb' }), async (request, response) => {
  if (!request.oidc.isAuthenticated()) return response.status(401).json({ error: 'Nobody is signed in.' })
  // Browsers also send the cookie with requests of other sites. These cannot set this header, so only our pages get data.
  if (request.get('X-Requested-By') !== 'our-page') return response.status(403).json({ error: 'Send X-Requested-By.' })
  const url = new URL(`${ISSUER}fhir/R4${request.url}`)
  if (!url.href.startsWith(`${ISSUER}fhir/R4/`)) return response.status(404).json({ error: 'No such address.' })
  let { accessToken } = request.oidc
  if (accessToken.expires_in < Number(EARLY_SECONDS)) accessToken = await accessToken.refresh()
  const answer = await fetch(url, {
    method: request.method,
    headers: {
      Authorization: `Bearer ${accessToken.access_token}`,
      Accept: 'application/fhir+json',
      'Content-Type': 'application/fhir+json',
    },
    body: typeof request.body === 'string' ? request.body : undefined,
  })
  response.status(answer.status).set('Cache-Control', 'no-store')
  response.type('application/fhir+json').send(await answer.text())
})

app.get('/', requiresAuth(), (request, response) => {
  response.send(`<!doctype html><title>Ward list</title><h1>${escaped(request.oidc.user.name)}</h1><ul></ul>
<script type="module">
const answer = await fetch('/fhir/Patient?_sort=family', { headers: { 'X-Requested-By': 'our-page' } })
const { entry = [] } = await answer.json()
for (const { resource } of entry)
  document.querySelector('ul').append(Object.assign(document.createElement('li'), { textContent: resource.name[0].family }))
</script>`)
})

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

app.listen(PORT, 'localhost')
