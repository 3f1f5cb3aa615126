import { defaultStore } from '@damson/testkit'
import { refusesEachMischief } from './hostile-mischiefs.ts'

// The other store has its turn in the long run.
refusesEachMischief(defaultStore())
