import { ACCOUNT_DEFECTS } from './accounts.ts'
import { ACTING_DEFECTS } from './acting.ts'
import { ACTING_CLIENT_DEFECTS } from './acting-clients.ts'
import { BOT_DEFECTS } from './bots.ts'
import { CONSOLE_DEFECTS } from './console.ts'
import { DEVICE_TEST_DEFECTS } from './devices.ts'
import { EXPLANATION_DEFECTS } from './explanations.ts'
import { FACTOR_DEFECTS } from './factors.ts'
import { INVITED_DEFECTS } from './invited.ts'
import { LINKED_ACCOUNT_DEFECTS } from './linked-accounts.ts'
import { MESSAGE_DEFECTS } from './messages.ts'
import { PASSKEY_DEFECTS } from './passkeys.ts'
import { PEOPLE_DEFECTS } from './people.ts'
import { RECORD_DEFECTS } from './records.ts'
import { RECOVERY_DEFECTS } from './recovery.ts'
import { REQUEST_DEFECTS } from './requests.ts'
import { ROLE_DEFECTS } from './roles.ts'
import { SANDBOX_DEFECTS } from './sandbox.ts'
import type { TestedDefect } from './tested-defect.ts'
import { WAYS_DEFECTS } from './ways.ts'
import { WEBHOOK_DEFECTS } from './webhooks.ts'

export const TESTED_DEFECTS: readonly TestedDefect[] = [
  ...REQUEST_DEFECTS,
  ...PEOPLE_DEFECTS,
  ...INVITED_DEFECTS,
  ...RECORD_DEFECTS,
  ...EXPLANATION_DEFECTS,
  ...CONSOLE_DEFECTS,
  ...ROLE_DEFECTS,
  ...FACTOR_DEFECTS,
  ...MESSAGE_DEFECTS,
  ...PASSKEY_DEFECTS,
  ...ACCOUNT_DEFECTS,
  ...LINKED_ACCOUNT_DEFECTS,
  ...RECOVERY_DEFECTS,
  ...WAYS_DEFECTS,
  ...ACTING_DEFECTS,
  ...ACTING_CLIENT_DEFECTS,
  ...DEVICE_TEST_DEFECTS,
  ...BOT_DEFECTS,
  ...SANDBOX_DEFECTS,
  ...WEBHOOK_DEFECTS,
]
