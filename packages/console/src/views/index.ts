import type { View } from '#frame'
import { homeViews } from './home/index.ts'
import { peopleViews } from './people/index.ts'
import { providerViews } from './providers/index.ts'

/** Every view, in the order of the rail. */
export const VIEWS: readonly View[] = [...homeViews, ...peopleViews, ...providerViews]
