import type { Outbound } from '#base/outbound'
import { createIdentify, type Identify, type IdentifyDeps } from '#domain/identities'
import { createIssuerTokens, type IssuerTokens } from '#domain/issuers'
import type { Issuers } from '#domain/projects'
import { createRoundTrips, createVerifyToken, type RoundTrips, type VerifyToken } from '#domain/proof'
import {
  type AssertionKeys,
  createAssertionKeys,
  createClientSecretBasic,
  createProviders,
  operatorProviders,
  type Providers,
} from '#domain/providers'
import type { RegistrationDeps } from '#domain/registration'
import type { Invalidations } from '#domain/revocation'
import type { Config } from '../config.ts'

export interface Federation {
  readonly providers: Providers
  readonly assertionKeys: AssertionKeys
  readonly issuerTokens: IssuerTokens
  readonly roundTrips: RoundTrips
  readonly verifyToken: VerifyToken
  readonly identify: Identify
  readonly identifyDeps: IdentifyDeps
}

type Foundations = Pick<RegistrationDeps, 'db' | 'clock' | 'keyring' | 'gates' | 'invitationGates'> & {
  readonly config: Config
  readonly invalidations: Invalidations
  readonly outbound: Outbound
  readonly issuers: Issuers
}

/** The modules between this server and the identity providers of its projects. */
export function buildFederation(deps: Foundations): Federation {
  const { config, db, clock, keyring, invalidations, outbound, issuers, gates, invitationGates } = deps
  const { baseUrl, isDevelopment } = config
  const providers = createProviders(db, keyring, invalidations, config.federation)
  const assertionKeys = createAssertionKeys(db, keyring, clock)
  const issuerTokens = createIssuerTokens(outbound, clock)
  const clientSecretBasic = createClientSecretBasic()
  const identifyDeps: IdentifyDeps = {
    operators: operatorProviders(config.federation),
    gates,
    invitationGates,
    fhirUrlsOf: (project) => [issuers.of(project).fhirUrl, issuers.root.fhirUrl],
  }
  return {
    providers,
    assertionKeys,
    issuerTokens,
    roundTrips: createRoundTrips({
      ...deps,
      providers,
      assertionKeys,
      issuerTokens,
      clientSecretBasic,
      baseUrl,
      isDevelopment,
    }),
    verifyToken: createVerifyToken({ outbound, clock, providers, issuerTokens, clientSecretBasic }),
    identify: createIdentify(identifyDeps),
    identifyDeps,
  }
}
