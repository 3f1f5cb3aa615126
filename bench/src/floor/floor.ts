import { fileURLToPath } from 'node:url'
import { freePort } from '@damson/testkit'
import { type ServerProcess, startServer } from '../stand/processes.ts'
import type { FloorPlan } from './plan.ts'

/** Starts the floors in their own process. */
export async function startFloor(plan: Omit<FloorPlan, 'port'>): Promise<ServerProcess> {
  const port = await freePort()
  return startServer({
    file: fileURLToPath(new URL('./floor.process.ts', import.meta.url)),
    port,
    health: '/health',
    env: { FLOOR_PLAN: JSON.stringify({ ...plan, port } satisfies FloorPlan) },
  })
}
