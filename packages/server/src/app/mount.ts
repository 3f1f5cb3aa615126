import type { FastifyInstance } from 'fastify'
import type { HttpSettings } from '#base/http'
import type { Inbox } from '#base/mail'
import type { Secret } from '#base/secret'
import type { Passwords } from '#domain/factors'
import type { Issuers } from '#domain/projects'
import { type AccountParts, registerAccount } from '../endpoints/account/index.ts'
import { type AdminParts, registerAdmin } from '../endpoints/admin/index.ts'
import { type AuthParts, registerAuth } from '../endpoints/auth/index.ts'
import { registerCors } from '../endpoints/cors/index.ts'
import { type DevParts, registerDev } from '../endpoints/dev/index.ts'
import { type FhirParts, registerFhir } from '../endpoints/fhir/index.ts'
import { createMetrics, registerHealth } from '../endpoints/health/index.ts'
import { type OAuthParts, registerOAuth } from '../endpoints/oauth/index.ts'
import { registerSignin, type SigninParts } from '../endpoints/signin/index.ts'
import { registerTraces, type TracesParts } from '../endpoints/traces/index.ts'
import type { Addresses } from './addresses.ts'
import { limitUnderWay } from './under-way.ts'

/** What all endpoints together need. Each takes from it what its own parts name. */
export type EndpointParts = OAuthParts &
  AuthParts &
  FhirParts &
  AdminParts &
  SigninParts &
  AccountParts &
  TracesParts & {
    readonly issuers: Issuers
    readonly inbox: Inbox | undefined
    readonly passwords: Passwords
    readonly embeddedBackup: DevParts['embeddedBackup']
    readonly metricsToken: Secret | undefined
    readonly version: string
    readonly httpSettings: HttpSettings
  }

export async function mountEndpoints(http: FastifyInstance, addresses: Addresses, parts: EndpointParts): Promise<void> {
  const metrics = createMetrics(parts.passwords)
  metrics.observe(http)
  await registerCors(http, parts)
  // After CORS, so that web pages can read the refusal.
  limitUnderWay(http, parts.httpSettings)
  registerTraces(http, parts)
  addresses.guard(http)
  registerOAuth(http, parts)
  registerAuth(http, parts)
  registerSignin(http, parts)
  registerAccount(http, parts)
  registerFhir(http, parts)
  registerAdmin(http, parts)
  registerHealth(http, { ...parts, metrics })
  if (parts.isDevelopment) registerDev(http, parts)
}
