import { describeLedger } from './defects/planted.ts'

describeLedger(0)
