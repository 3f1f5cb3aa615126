const sdk = require('@damson/sdk')
const external = require('@damson/sdk/external')
const flow = require('./flow.cjs')

flow(sdk, process.env).then((told) =>
  console.log(JSON.stringify({ ...told, external: typeof external.DamsonClient.prototype.startJwtBearerLogin })),
)
