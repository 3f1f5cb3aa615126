import { appendFileSync, writeFileSync } from 'node:fs'
import { Session } from 'node:inspector'
import { expect } from 'vitest'

const g = globalThis as any
const s: Session = (g.__s ??= new Session())
if (!g.__on) {
  s.connect()
  s.post('Profiler.enable')
  s.post('Profiler.setSamplingInterval', { interval: 2000 })
  g.__on = true
  g.__n = 0
  g.__name = 'boot'
  g.__c = process.cpuUsage()
  g.__t = process.threadCpuUsage()
  s.post('Profiler.start')
} else {
  s.post('Profiler.stop', (_e: any, r: any) => {
    writeFileSync(`/tmp/prof/${process.pid}-${g.__n++}.cpuprofile`, JSON.stringify(r.profile))
  })
  s.post('Profiler.start')
}
const c = process.cpuUsage(g.__c),
  t = process.threadCpuUsage(g.__t)
appendFileSync(
  '/tmp/prof/files.jsonl',
  JSON.stringify({
    file: g.__name,
    c: (c.user + c.system) / 1e6,
    sys: c.system / 1e6,
    t: (t.user + t.system) / 1e6,
    at: Date.now(),
    pid: process.pid,
    n: g.__n - 1,
  }) + '\n',
)
g.__name = expect.getState().testPath
g.__c = process.cpuUsage()
g.__t = process.threadCpuUsage()
