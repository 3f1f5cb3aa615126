import { startDamson } from '/work/wt/ledger/conformance/src/server/start-damson.ts'
import { openDamson } from '/work/wt/ledger/conformance/src/server/damson.ts'
import { startOracle } from '/work/wt/ledger/conformance/src/oracle/start-oracle.ts'
import { runOnDamson, runOnOracle } from '/work/wt/ledger/conformance/src/run/runner.ts'
import { ROWS } from '/work/wt/ledger/conformance/src/requirements/index.ts'
const only = process.argv[2]
const rows = ROWS.filter(r => only === undefined || r.id.match(only))
const show = (n) => (o) => { if (!['passed','notApplicable'].includes(o.status) && process.argv[3]!==o.status) console.log(n, o.status, o.requirement.id, '—', o.reason) }
let t = performance.now()
const p = await startDamson()
console.log('started', Math.round(performance.now()-t)); t = performance.now()
try { const at = await openDamson(p.url, undefined)
const a = await runOnDamson(rows, at, show('damson'))
console.log('damson', a.filter(o=>o.status==='passed').length, '/', a.length, Math.round(performance.now()-t)) } finally { await p.stop() }
t = performance.now()
const o = await startOracle()
try { const b = await runOnOracle(rows, o.server, new Map(), show('oracle'))
console.log('oracle', b.filter(o=>o.status==='passed').length, '/', b.length, Math.round(performance.now()-t)) } finally { await o.stop() }
process.exit(0)
