import { createRequire } from 'node:module'
import process from 'node:process'
import * as sdk from '@damson/sdk'
import * as external from '@damson/sdk/external'
import flow from './flow.cjs'

const told = await flow(sdk, process.env)
const isOne = createRequire(import.meta.url)('@damson/sdk').DamsonClient === sdk.DamsonClient
console.log(JSON.stringify({ ...told, external: typeof external.DamsonClient.prototype.startJwtBearerLogin, isOne }))
