import { hasPostgres } from '@damson/testkit'
import { describe } from 'vitest'
import { refusesEachMischief } from './hostile-mischiefs.ts'

// Without a PostgreSQL the short run was on this store already.
describe.runIf(hasPostgres())('in the long run', () => {
  refusesEachMischief('pglite')
})
