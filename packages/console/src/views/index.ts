import type { View } from '#frame'
import { activationViews } from './activation/index.ts'
import { apiViews } from './api/index.ts'
import { appsViews } from './apps/index.ts'
import { auditViews } from './audit/index.ts'
import { botsViews } from './bots/index.ts'
import { devicesViews } from './devices/index.ts'
import { homeViews } from './home/index.ts'
import { keysViews } from './keys/index.ts'
import { looksViews } from './looks/index.ts'
import { peopleViews } from './people/index.ts'
import { policyViews } from './policies/index.ts'
import { providerViews } from './providers/index.ts'
import { resourceViews } from './resources/index.ts'
import { serverViews } from './server/index.ts'
import { sessionViews } from './sessions/index.ts'
import { settingsViews } from './settings/index.ts'
import { traceViews } from './traces/index.ts'

/** Every view, in the order of the rail. */
export const VIEWS: readonly View[] = [
  ...homeViews,
  ...peopleViews,
  ...activationViews,
  ...appsViews,
  ...devicesViews,
  ...providerViews,
  ...policyViews,
  ...botsViews,
  ...auditViews,
  ...traceViews,
  ...sessionViews,
  ...resourceViews,
  ...looksViews,
  ...settingsViews,
  ...apiViews,
  ...keysViews,
  ...serverViews,
]
