import * as sdk from '@damson/sdk'
import * as external from '@damson/sdk/external'
import flow from './flow.cjs'

export default {
  async fetch(_request, env) {
    const told = await flow(sdk, env)
    return Response.json({ ...told, external: typeof external.DamsonClient.prototype.startJwtBearerLogin })
  },
}
