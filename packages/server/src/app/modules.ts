import { type Bundler, createBundler } from '#base/bundler'
import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { ReadTxt } from '#base/dns'
import { readAddressRange, trustsAddress } from '#base/http'
import type { Log } from '#base/log'
import { createInbox, type Mail } from '#base/mail'
import { createOutbound } from '#base/outbound'
import type { Sandbox } from '#base/sandbox'
import { createSmsInbox, createSmsSender, type SmsSender } from '#base/sms'
import { createGrantees } from '#domain/access'
import { createApprovals } from '#domain/approvals'
import { type Audit, type AuditEntry, createAudit } from '#domain/audit'
import { createBotCheck } from '#domain/bot-check'
import {
  activeProgram,
  type BotDeps,
  type Bots,
  createBots,
  createRunNotes,
  type ReadProgram,
  type WatchDeps,
} from '#domain/bots'
import { createBrands } from '#domain/brands'
import { createClientDirectory, createClientKeys, createClientUse } from '#domain/clients'
import { createCredentials, createExternalBearer } from '#domain/credentials'
import type { DeviceDeps } from '#domain/devices'
import { createDomainChecks, createDomainMails, type DomainChecks } from '#domain/email-domains'
import { createPasswords, type HashCost, type Passwords } from '#domain/factors'
import { createFigures, type Figures } from '#domain/figures'
import { createSigningKeys } from '#domain/keys'
import { createActivity, createIssueTogether } from '#domain/logins'
import { createLogoutDelivery } from '#domain/logout'
import { createMails, logoOfProject } from '#domain/mails'
import { createOutbox } from '#domain/outbox'
import { createPasskeyHost } from '#domain/passkeys'
import { createBlockedList, createBreachCheck, createPasswordChoice, type PasswordChoice } from '#domain/passwords'
import { createCertificateWatch } from '#domain/posture'
import { createIssuers, type Issuers, registeredOrigins } from '#domain/projects'
import type { RegistrationDeps } from '#domain/registration'
import type { Invalidations } from '#domain/revocation'
import { createTexts } from '#domain/texts'
import { createThrottle, type LimitUsed, type Throttle } from '#domain/throttle'
import {
  createAccessTokens,
  createRedeemCodeTogether,
  createRefreshTogether,
  LONGEST_ACCESS_TOKEN_SECONDS,
} from '#domain/tokens'
import { createDeveloperModes, createTraces } from '#domain/traces'
import { createProjectLooks } from '#pages'
import type { Config } from '../config.ts'
import { createBasicUse } from './basic.ts'
import { buildFederation } from './federation.ts'
import { gatesFor } from './gates.ts'
import type { BesideModules, EndpointDeps } from './mount.ts'

export interface Foundations {
  readonly config: Config
  readonly db: Db
  readonly log: Log
  readonly clock: Clock
  readonly keyring: Keyring
  readonly invalidations: Invalidations
  /** Undefined: e-mails go to the development inbox. */
  readonly mail: Mail | undefined
  /** Undefined: as the settings say. */
  readonly sms: SmsSender | undefined
  readonly readTxt: ReadTxt
  /** As shipped if not set. */
  readonly hashCost: HashCost | undefined
  readonly bots: RunsBots
}

/** What runs Bots, and, in tests, where their code comes from and what bundles it. */
export interface RunsBots {
  readonly sandbox: Pick<Sandbox, 'run'>
  readonly readProgram?: ReadProgram
  readonly bundler?: Bundler
}

/** The modules that endpoints use, and those that run beside them. */
export type Modules = Omit<EndpointDeps, BesideModules | 'upkeep' | 'routes' | 'arrivals'> & {
  readonly domainChecks: DomainChecks
}

/** A person who chooses a password waits for no answer from outside longer than this. */
const BREACH_CHECK_MS = 2_000

function passwordChoiceFor({ config, log }: Foundations, passwords: Passwords): PasswordChoice {
  const { outbound: settings, isDevelopment: loopback } = config
  const outbound = createOutbound({ ...settings, loopback, timeoutMs: BREACH_CHECK_MS })
  const isBreached = createBreachCheck(outbound, config.passwords.breachedRangeUrl, log)
  return createPasswordChoice({ passwords, blockedList: createBlockedList(), isBreached })
}

/** A provider may take as long as a mail server. */
const SMS_MS = 10_000

/** What sends messages, and where they go on a developer's machine. */
function messagesFor(
  { config, db, keyring, mail, sms, clock, log }: Foundations,
  throttle: Throttle,
  { root }: Issuers,
) {
  const { outbound: settings, isDevelopment: loopback } = config
  const inbox = createInbox(() => clock.now())
  const sender = sms ?? createSmsSender(config.sms, createOutbound({ ...settings, loopback, timeoutMs: SMS_MS }))
  const smsInbox = sender === undefined && loopback ? createSmsInbox(() => clock.now()) : undefined
  const outbox = createOutbox({
    db,
    clock,
    log,
    keyring,
    mail: mail ?? inbox,
    logo: (project) => logoOfProject(db, project),
  })
  const mails = createMails({ db, clock, log, outbox, throttle })
  return {
    domainMails: createDomainMails(mails, root),
    senders: {
      mails,
      texts: createTexts(sender ?? smsInbox, throttle, log),
    },
    inboxes: { inbox: mail === undefined ? inbox : undefined, smsInbox, outbox },
  }
}

/** What each project publishes or registers, kept until it changes. */
const ofProjects = (db: Db, issuers: Issuers, invalidations: Invalidations) => ({
  origins: registeredOrigins(db, invalidations),
  brands: createBrands(db, issuers, invalidations),
  looks: createProjectLooks(db, invalidations),
})

/** What notes the use of clients and of Basic. */
function usesIn(deps: Parameters<typeof createClientUse>[0] & DeviceDeps) {
  const clientUse = createClientUse(deps)
  return { clientUse, basicUse: createBasicUse(clientUse), devices: deps }
}

const domainsOf = (domainProof: Parameters<typeof createDomainChecks>[0]) => ({
  domainProof,
  domainChecks: createDomainChecks(domainProof),
})

const botsIn = (deps: Omit<BotDeps, keyof RunsBots>, runs: RunsBots): Bots =>
  createBots({ ...deps, sandbox: runs.sandbox, readProgram: runs.readProgram ?? activeProgram })

const basicOf = ({ server }: Config) => ({ allowsBasic: server.basic === 'on' })

const basicIn = (config: Config, { basicUse, clientUse }: Pick<EndpointDeps, 'basicUse' | 'clientUse'>) => ({
  clientUse,
  ...basicOf(config),
  basicUsed: basicUse.used,
})

/** What trusted proxies say of the certificates of clients. */
function passedOn({ server: { trustedProxies, clientCertificateHeader } }: Config) {
  const ranges = trustedProxies.map(readAddressRange).filter((range) => range !== undefined)
  return {
    certificateHeader: clientCertificateHeader,
    isProxy: (address: string): boolean => trustsAddress(address, ranges),
  }
}

/** The API that a Bot calls may be slow. It never outlives the Bot. */
const BOT_CALL_MS = 30_000

const ofServer = (
  foundations: Foundations,
  deps: Omit<Parameters<typeof botsIn>[0], keyof WatchDeps> & Pick<WatchDeps, 'audit' | 'throttle'>,
) => {
  const { config } = foundations
  const runNotes = createRunNotes(foundations)
  const { networksForBots: allowedNetworks } = config.outbound
  // The networks that are open for keys and providers are not open for everybody who writes a Bot.
  const outbound = createOutbound({ allowedNetworks, loopback: config.isDevelopment, timeoutMs: BOT_CALL_MS })
  return {
    metricsToken: config.server.metricsToken,
    bodyLimitBytes: config.server.bodyLimitBytes,
    ...passedOn(config),
    runNotes,
    bundler: foundations.bots.bundler ?? createBundler(),
    bots: botsIn({ ...deps, runNotes, outbound }, foundations.bots),
  }
}

function passwordsIn({ config, log, clock, keyring, hashCost: cost }: Foundations): Passwords {
  return createPasswords(keyring, log, clock, {
    cost,
    strangersAtOnce: Math.ceil(config.throttle.unknownHashingPercent / 100),
  })
}

/** What is told of each event and each limit adds up to the figures of its project. */
function countingIn(foundations: Foundations): {
  readonly figures: Figures
  readonly audit: Audit
  readonly throttle: Throttle
} {
  const { config, db, keyring, clock } = foundations
  const figures = createFigures(foundations)
  const happened = ({ project, kind, outcome }: AuditEntry): void => figures.event(project, kind, outcome)
  const limitUsed: LimitUsed = (project, subject, { name, limit, remaining }) =>
    figures.used(project, name, subject, limit - remaining, limit)
  return {
    figures,
    audit: createAudit({ ...foundations, settings: config.audit, baseUrl: config.baseUrl, happened }),
    throttle: createThrottle(db, keyring, config.throttle, clock, limitUsed),
  }
}

/** Every domain module, built from the foundations in the order of dependencies. */
export function buildModules(foundations: Foundations): Modules {
  const { config, db, log, clock, keyring, invalidations, readTxt } = foundations
  const { baseUrl, isDevelopment, tokens: tokenSettings, logins: loginSettings } = config
  const issuers = createIssuers({ baseUrl, admin: config.admin?.baseUrl }, db, invalidations)
  const { figures, audit, throttle } = countingIn(foundations)
  const signingKeys = createSigningKeys(db, keyring, config.keys, LONGEST_ACCESS_TOKEN_SECONDS)
  const passwords = passwordsIn(foundations)
  const clients = createClientDirectory(db, invalidations)
  const grantees = createGrantees(db, clock, invalidations, createActivity(db, clock, log))
  const accessTokens = createAccessTokens(signingKeys)
  const { domainMails, senders, inboxes } = messagesFor(foundations, throttle, issuers)
  const outbound = createOutbound({ ...config.outbound, loopback: isDevelopment })
  const clientKeys = createClientKeys(outbound, clock)
  const gateDeps = { keyring, audit, issuers, isDevelopment }
  const serverGates = gatesFor(gateDeps, { foreign: false, owner: false, server: true })
  const domainProof = { db, clock, log, audit, readTxt, mails: domainMails, gates: serverGates }
  const registration: RegistrationDeps = {
    db,
    clock,
    keyring,
    audit,
    throttle,
    passwords,
    passwordChoice: passwordChoiceFor(foundations, passwords),
    loginSettings,
    gates: gatesFor(gateDeps, { foreign: false, owner: false }),
    invitationGates: gatesFor(gateDeps, { foreign: true, owner: false }),
    ownerGates: gatesFor(gateDeps, { foreign: true, owner: true }),
    ...senders,
    rootIssuer: issuers.root,
    openRegistration: isDevelopment,
  }
  const approvals = createApprovals({ ...registration, log, grantees })
  const federation = buildFederation({ ...registration, config, invalidations, outbound, issuers })
  const more = { log, invalidations, domainMails, grantees, clients, tokenSettings, isDevelopment, baseUrl, issuers }
  const signingIn = { ...registration, ...federation, ...more, approvals, passkeyHost: createPasskeyHost(config) }
  const use = { ...usesIn(signingIn), ...basicOf(config), figures }
  const externalBearer = createExternalBearer({ ...signingIn, ...use, settings: config.federation, signIn: signingIn })
  return {
    ...signingIn,
    serverGates,
    botCheck: createBotCheck({ db, keyring, clock, log, outbound, settings: config.bots, throttle }),
    registration,
    ...use,
    signingKeys,
    certificate: createCertificateWatch(config.baseUrl),
    accessTokens,
    issueMachineLogin: createIssueTogether(audit),
    redeemCodeTogether: createRedeemCodeTogether({ db, audit, grantees, tokenSettings }),
    refreshTogether: createRefreshTogether({ db, audit, grantees }),
    ...inboxes,
    ...ofProjects(db, issuers, invalidations),
    credentials: createCredentials({ ...signingIn, clientKeys, accessTokens, externalBearer, ...basicIn(config, use) }),
    logoutDelivery: createLogoutDelivery({ db, clock, log, invalidations, audit, signingKeys, outbound, issuers }),
    signIn: signingIn,
    ...domainsOf(domainProof),
    ...ofServer(foundations, signingIn),
    traces: createTraces(db, clock, log, createDeveloperModes(db, clock, invalidations, log)),
  }
}
