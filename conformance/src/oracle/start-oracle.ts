import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { call } from '../http.ts'
import { freePort, startProcess } from '../server/process.ts'
import { CALLBACK, type Client, createOnce, endpointOf, type Server } from '../server/server.ts'
import { CODE_SECONDS } from '../server/start-damson.ts'
import { type OraclePlan, RESOURCE } from './plan.ts'

const machine = (name: string): Client => ({
  id: `the-${name}`,
  secret: randomBytes(32).toString('base64url'),
  redirectUri: CALLBACK,
})
const app = (name: string): Client => ({ id: `the-${name}`, secret: undefined, redirectUri: CALLBACK })

/** Starts `oidc-provider` in its own process. */
export async function startOracle(): Promise<{ readonly server: Server; stop(): Promise<void> }> {
  const port = await freePort()
  const clients: OraclePlan['clients'] = {
    app: app('app'),
    otherApp: app('other-app'),
    web: machine('web'),
    service: machine('service'),
    otherService: machine('other-service'),
    poster: machine('poster'),
  }
  const plan: OraclePlan = { port, clients, codeSeconds: CODE_SECONDS }
  const started = await startProcess({
    file: fileURLToPath(new URL('./oidc-provider.process.ts', import.meta.url)),
    port,
    health: '/.well-known/openid-configuration',
    env: { ORACLE_PLAN: JSON.stringify(plan) },
  })
  const { json: metadata } = await call(`${started.url}/.well-known/openid-configuration`)
  const server: Server = {
    name: 'oidc-provider',
    issuer: started.url,
    metadata,
    codeSeconds: CODE_SECONDS,
    jwtParameters: { resource: RESOURCE },
    once: createOnce(),
    endpoint: (name) => endpointOf(metadata, name),
    client: (name) => Promise.resolve(clients[name]),
    async signIn(browser, at) {
      let visit = at
      while (visit.location.startsWith(started.url)) visit = await browser.open(visit.location)
      return visit
    },
    async signOut(browser, at) {
      const xsrf = at.hidden('xsrf')
      let visit = xsrf === '' ? at : await browser.post(`${started.url}/session/end/confirm`, { xsrf, logout: 'yes' })
      while (visit.location.startsWith(started.url)) visit = await browser.open(visit.location)
      return visit
    },
  }
  return { server, stop: started.stop }
}
