import Fastify from 'fastify'

const { PORT, CHECK = './by-signature.mjs' } = process.env
const { checkToken } = await import(CHECK)

async function signedIn(request, reply) {
  const [, token] = /^Bearer ([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '') ?? []
  const said = token && (await checkToken(token))
  if (!said) {
    reply.header('WWW-Authenticate', token ? 'Bearer error="invalid_token"' : 'Bearer')
    return reply.code(401).send({ error: 'Sign in first.' })
  }
  request.token = said
}

const app = Fastify()
app.decorateRequest('token', null)
app.get('/', () => ({ ok: true }))
app.get('/appointments', { preHandler: signedIn }, ({ token }) => {
  return { person: token.sub, app: token.client_id, scope: token.scope }
})
await app.listen({ port: Number(PORT), host: 'localhost' })
