import { ACTOR_DEFECTS } from './acting.ts'
import { ASVS_FACTOR_DEFECTS } from './asvs-factors.ts'
import { CODE_DEFECTS } from './codes.ts'
import type { Defect } from './defect.ts'
import { DEVICE_DEFECTS } from './devices.ts'
import { FACTOR_DEFECTS } from './factors.ts'
import { ISSUER_DEFECTS } from './issuers.ts'
import { LIFECYCLE_DEFECTS } from './lifecycle.ts'
import { LOGOUT_DEFECTS } from './logout.ts'
import { NIST_FACTOR_DEFECTS } from './nist-factors.ts'
import { PASSKEY_DEFECTS } from './passkeys.ts'
import { PASSWORD_DEFECTS } from './passwords.ts'
import { PEOPLE_DEFECTS } from './people.ts'
import { PROVIDER_DEFECTS } from './providers.ts'
import { SESSION_DEFECTS } from './sessions.ts'
import { SMART_DEFECTS } from './smart.ts'
import { STEP_UP_DEFECTS } from './step-up.ts'
import { TOKEN_DEFECTS } from './tokens.ts'
import { WEBHOOK_DEFECTS } from './webhooks.ts'

export const DEFECTS: readonly Defect[] = [
  ...CODE_DEFECTS,
  ...TOKEN_DEFECTS,
  ...DEVICE_DEFECTS,
  ...PEOPLE_DEFECTS,
  ...PASSWORD_DEFECTS,
  ...LIFECYCLE_DEFECTS,
  ...FACTOR_DEFECTS,
  ...ASVS_FACTOR_DEFECTS,
  ...NIST_FACTOR_DEFECTS,
  ...PASSKEY_DEFECTS,
  ...SESSION_DEFECTS,
  ...STEP_UP_DEFECTS,
  ...SMART_DEFECTS,
  ...LOGOUT_DEFECTS,
  ...ISSUER_DEFECTS,
  ...PROVIDER_DEFECTS,
  ...ACTOR_DEFECTS,
  ...WEBHOOK_DEFECTS,
]
