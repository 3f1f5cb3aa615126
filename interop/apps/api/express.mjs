import express from 'express'

const { PORT, CHECK = './by-signature.mjs' } = process.env
const { checkToken } = await import(CHECK)

async function signedIn(request, response, next) {
  const [, token] = /^Bearer ([\w.~+/-]+=*)$/i.exec(request.get('Authorization') ?? '') ?? []
  const said = token && (await checkToken(token))
  if (!said) {
    response.set('WWW-Authenticate', token ? 'Bearer error="invalid_token"' : 'Bearer')
    return response.status(401).json({ error: 'Sign in first.' })
  }
  request.token = said
  next()
}

const app = express()
app.get('/', (request, response) => response.json({ ok: true }))
app.get('/appointments', signedIn, ({ token }, response) => {
  response.json({ person: token.sub, app: token.client_id, scope: token.scope })
})
app.listen(PORT, 'localhost')
