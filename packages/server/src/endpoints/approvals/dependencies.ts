import type { Clock } from '#base/clock'
import type { Approvals } from '#domain/approvals'
import type { Audit } from '#domain/audit'
import type { Credentials } from '#domain/credentials'
import type { Throttle } from '#domain/throttle'

export interface ApprovalDeps {
  readonly clock: Clock
  readonly approvals: Approvals
  readonly audit: Audit
  readonly credentials: Credentials
  readonly throttle: Throttle
}
