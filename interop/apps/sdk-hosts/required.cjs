const sdk = require('@damson/sdk')
const external = require('@damson/sdk/external')
const flow = require('./flow.cjs')

void flow(sdk, process.env).then((told) =>
  console.log(JSON.stringify({ ...told, external: typeof external.DamsonClient.prototype.startJwtBearerLogin })),
)
