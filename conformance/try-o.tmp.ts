import { startOracle } from './src/oracle/start-oracle.ts'
import { runOnOracle } from './src/run/runner.ts'
import { ROWS } from './src/requirements/index.ts'
const only = process.argv[2]
const rows = ROWS.filter(r => only === undefined || r.id.match(only))
let t = performance.now()
const o = await startOracle()
try { const b = await runOnOracle(rows, o.server, new Map(), (o) => { if (o.status==='failed') console.log(o.status, o.requirement.id, '—', o.reason) })
console.log('oracle', b.filter(o=>o.status==='passed').length, '/', b.length, Math.round(performance.now()-t)) } finally { await o.stop() }
process.exit(0)
