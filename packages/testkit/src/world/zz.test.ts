import { test } from 'vitest'
import { openTestStore } from '../store/index.ts'
import { startWorld } from './world.ts'

const cpu = async (name: string, n: number, f: () => Promise<unknown>) => {
  const a = process.cpuUsage(),
    b = process.threadCpuUsage(),
    t = performance.now()
  for (let i = 0; i < n; i++) await f()
  const c = process.cpuUsage(a),
    d = process.threadCpuUsage(b)
  console.log(
    name.padEnd(20),
    'all',
    ((c.user + c.system) / n / 1000).toFixed(1),
    'main',
    ((d.user + d.system) / n / 1000).toFixed(1),
    'wall',
    ((performance.now() - t) / n).toFixed(1),
  )
}
test('x', async () => {
  const warm = await startWorld()
  await warm.actors.owner()
  await warm.close()
  const worlds: any[] = []
  await cpu('store postgres', 5, async () => {
    const s = await openTestStore('postgres')
    await s.close()
  })
  await cpu('store pglite', 5, async () => {
    const s = await openTestStore('pglite')
    await s.close()
  })
  await cpu('world', 10, async () => worlds.push(await startWorld()))
  await cpu('owner', 20, () => worlds[0].actors.owner())
  await cpu('close', 10, () => worlds.pop().close())
  await cpu('world pglite', 4, async () => worlds.push(await startWorld({ store: 'pglite' })))
  await cpu('owner pglite', 20, () => worlds[0].actors.owner())
  await cpu('close', 4, () => worlds.pop().close())
})
