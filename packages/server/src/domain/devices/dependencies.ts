import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { Audit } from '#domain/audit'
import type { Issuers } from '#domain/projects'
import type { Gates } from '#domain/resources'
import type { Throttle } from '#domain/throttle'

export interface DeviceDeps {
  readonly db: Db
  readonly clock: Clock
  readonly keyring: Keyring
  readonly audit: Audit
  readonly throttle: Throttle
  readonly gates: Gates
  readonly issuers: Pick<Issuers, 'fhirUrlsOf'>
}
