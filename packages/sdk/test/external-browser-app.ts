/** What a page of the tests has: both SDKs, to be told apart by their names. */
import { MedplumClient } from '@medplum/core'
import { DamsonClient } from '../src/external/index.ts'

Object.assign(window, { sdks: { MedplumClient, DamsonClient } })
