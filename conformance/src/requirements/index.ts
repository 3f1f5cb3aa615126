import type { Suite } from '../requirement.ts'
import { asvs } from './asvs.ts'
import { backChannelLogout, frontChannelLogout } from './back-channel-logout.ts'
import { issuers } from './issuers.ts'
import { limits } from './limits.ts'
import { nist80063b } from './nist-800-63b.ts'
import { oidcCore } from './oidc-core.ts'
import { oidcCoreSession } from './oidc-core-session.ts'
import { oidcDiscovery } from './oidc-discovery.ts'
import { oidcRp } from './oidc-rp.ts'
import { promptCreate } from './prompt-create.ts'
import { providerIssuer, providerMetadata, providerRoundTrips } from './provider-round-trips.ts'
import { rfc6238 } from './rfc6238.ts'
import { rfc6749 } from './rfc6749.ts'
import { rfc6749Token } from './rfc6749-token.ts'
import { rfc6750 } from './rfc6750.ts'
import { rfc7009 } from './rfc7009.ts'
import { rfc7517 } from './rfc7517.ts'
import { rfc7519 } from './rfc7519.ts'
import { rfc7521 } from './rfc7521.ts'
import { rfc7523 } from './rfc7523.ts'
import { rfc7523Workload } from './rfc7523-workload.ts'
import { rfc7636 } from './rfc7636.ts'
import { rfc7662 } from './rfc7662.ts'
import { rfc8414 } from './rfc8414.ts'
import { rfc8628 } from './rfc8628.ts'
import { rfc8693 } from './rfc8693.ts'
import { rfc8707 } from './rfc8707.ts'
import { rfc9068 } from './rfc9068.ts'
import { rfc9207 } from './rfc9207.ts'
import { rfc9470 } from './rfc9470.ts'
import { rfc9700 } from './rfc9700.ts'
import { rfc9728 } from './rfc9728.ts'
import { rpInitiatedLogout } from './rp-initiated-logout.ts'
import { smart } from './smart.ts'
import { smartBackend } from './smart-backend.ts'
import { smartBrands } from './smart-brands.ts'
import { smartCapabilities } from './smart-capabilities.ts'
import { smartContext } from './smart-context.ts'
import { smartLaunch } from './smart-launch.ts'
import { webauthn } from './webauthn.ts'
import { githubWebhooks, standardWebhooks, stripeWebhooks } from './webhook-signatures.ts'

/** All rows in the order in which they run: those that use up limits are last. */
export const SUITES: readonly Suite[] = [
  rfc6749,
  rfc6749Token,
  rfc6750,
  rfc7009,
  rfc7517,
  rfc7519,
  rfc7521,
  rfc7523,
  rfc7523Workload,
  rfc7636,
  rfc7662,
  rfc8414,
  issuers,
  rfc8628,
  rfc8693,
  standardWebhooks,
  stripeWebhooks,
  githubWebhooks,
  rfc8707,
  rfc9068,
  rfc9207,
  rfc9470,
  rfc9700,
  rfc9728,
  oidcCore,
  oidcCoreSession,
  promptCreate,
  oidcDiscovery,
  oidcRp,
  providerMetadata,
  providerIssuer,
  providerRoundTrips,
  rpInitiatedLogout,
  backChannelLogout,
  frontChannelLogout,
  smart,
  smartLaunch,
  smartContext,
  smartBackend,
  smartCapabilities,
  smartBrands,
  rfc6238,
  nist80063b,
  webauthn,
  asvs,
  limits,
]
