import { describeTests } from './defects/seen-to-fail.ts'

describeTests()
