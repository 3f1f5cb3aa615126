import type { Language } from '#base/language'
import type { Log } from '#base/log'
import type { EnrolmentDeps } from '#domain/enrolment'
import type { Issuers, RequestOrigin } from '#domain/projects'

export interface RecoveryDeps extends EnrolmentDeps {
  readonly log: Log
  readonly issuers: Issuers
}

/** Where a person's step of a recovery comes from. */
export interface RecoveryOrigin extends RequestOrigin {
  readonly language: Language
}
