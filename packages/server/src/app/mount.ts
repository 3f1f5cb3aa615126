import type { FastifyInstance } from 'fastify'
import type { HttpSettings } from '#base/http'
import type { Inbox } from '#base/mail'
import type { Secret } from '#base/secret'
import type { SmsInbox } from '#base/sms'
import type { Passwords } from '#domain/factors'
import type { Issuers } from '#domain/projects'
import { type AccountDeps, registerAccount } from '../endpoints/account/index.ts'
import { type AdminDeps, registerAdmin } from '../endpoints/admin/index.ts'
import { type ApprovalDeps, mountWaiting } from '../endpoints/approvals/index.ts'
import { type AuthDeps, registerAuth } from '../endpoints/auth/index.ts'
import { type ConsoleDeps, registerConsole } from '../endpoints/console/index.ts'
import { registerCors } from '../endpoints/cors/index.ts'
import { type DevDeps, registerDev } from '../endpoints/dev/index.ts'
import { botForms, type FhirDeps, registerFhir } from '../endpoints/fhir/index.ts'
import { createMetrics, type JobReport, registerHealth } from '../endpoints/health/index.ts'
import { type HomeDeps, registerHome } from '../endpoints/home/index.ts'
import { type OAuthDeps, registerOAuth } from '../endpoints/oauth/index.ts'
import { registerOpenApi } from '../endpoints/openapi/index.ts'
import { type PasskeyPageDeps, registerPasskeys } from '../endpoints/passkeys/index.ts'
import { registerSignin, type SignInPageDeps, samplePage } from '../endpoints/signin/index.ts'
import { registerTraces, type TracesDeps } from '../endpoints/traces/index.ts'
import { registerWebhook, type WebhookDeps } from '../endpoints/webhook/index.ts'
import type { Addresses } from './addresses.ts'
import type { Arrivals } from './arrivals.ts'
import { type BasicUse, deprecateBasic } from './basic.ts'
import { countRequests } from './counted.ts'
import type { RoutedEndpoint } from './http.ts'
import { describedApi } from './openapi.ts'
import { limitUnderWay } from './under-way.ts'

/** The dependencies of all endpoints together. Each endpoint takes those that its own `…Deps` names. */
export type EndpointDeps = OAuthDeps &
  AuthDeps &
  FhirDeps &
  Omit<AdminDeps, 'samplePage'> &
  ApprovalDeps &
  SignInPageDeps &
  AccountDeps &
  HomeDeps &
  ConsoleDeps &
  PasskeyPageDeps &
  TracesDeps &
  WebhookDeps & {
    readonly issuers: Issuers
    readonly inbox: Inbox | undefined
    readonly smsInbox: SmsInbox | undefined
    readonly passwords: Passwords
    readonly embeddedBackup: DevDeps['embeddedBackup']
    readonly basicUse: BasicUse
    readonly metricsToken: Secret | undefined
    readonly version: string
    readonly httpSettings: HttpSettings
    readonly upkeep: { reports(): readonly JobReport[] }
    readonly arrivals: Arrivals
    /** The routes as they are mounted: the list grows. */
    readonly routes: readonly RoutedEndpoint[]
  }

/** What endpoints need and no module makes. */
export type BesideModules =
  | 'version'
  | 'releasedAt'
  | 'log'
  | 'httpSettings'
  | 'embeddedBackup'
  | 'consoleFolder'
  | 'nodeNotes'

export async function mountEndpoints(http: FastifyInstance, addresses: Addresses, deps: EndpointDeps): Promise<void> {
  const metrics = createMetrics(deps.passwords, deps.basicUse, () => deps.upkeep.reports())
  metrics.observe(http)
  countRequests(http, deps.figures)
  const { arrivals, issuers } = deps
  await registerCors(http, {
    ...deps,
    adminUrl: arrivals.areApart ? issuers.root.adminUrl : undefined,
    isForAdministrators: ({ raw }) => arrivals.doorOf(raw) === 'administrators',
  })
  // After CORS, so that web pages can read the refusal.
  limitUnderWay(http, deps.httpSettings)
  registerTraces(http, deps)
  addresses.guard(http)
  deprecateBasic(http)
  registerOAuth(http, deps)
  registerAuth(http, deps)
  registerSignin(http, deps)
  registerAccount(http, deps)
  registerHome(http, deps)
  registerConsole(http, deps)
  registerPasskeys(http, deps)
  await mountWaiting(http, deps, (app) => {
    registerFhir(app, deps)
    registerAdmin(app, { ...deps, samplePage: (say, brand, page) => samplePage(say, deps, brand, page) })
  })
  registerWebhook(http, deps, botForms)
  registerHealth(http, { ...deps, metrics })
  registerOpenApi(http, {
    describe: (baseUrl, adminUrl) => describedApi(deps, baseUrl, arrivals.areApart ? adminUrl : undefined),
  })
  if (deps.isDevelopment) registerDev(http, deps)
}
