import { storesUnderTest } from '@damson/testkit'
import { refusesEachMischief } from './hostile-mischiefs.ts'

storesUnderTest().forEach(refusesEachMischief)
