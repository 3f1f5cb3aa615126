import { hasPostgres } from '@damson/testkit'
import { describe } from 'vitest'
import { refusesEachMischief } from './hostile-mischiefs.ts'

describe.runIf(hasPostgres())('in the long run', () => {
  refusesEachMischief('postgres')
})
