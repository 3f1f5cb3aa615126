import { defaultStore } from '../store/index.ts'
import type { World, WorldOptions } from './world.ts'

/** One world of each kind for the life of the worker; its data ends with the run. */
const worlds = new Map<string, Promise<World>>()

type Start = (options: WorldOptions) => Promise<World>

/**
 * A view of the world that this worker's files share. What would affect other files throws, and closing it does
 * nothing.
 */
export async function sharedWorld(options: WorldOptions, start: Start): Promise<World> {
  const { shared: _, store = defaultStore(), development = true, ...own } = options
  const [setting] = Object.keys(own)
  if (setting !== undefined)
    throw new Error(`Files with a setting of their own (${setting}) start a world of their own.`)
  const key = `${store} ${development}`
  const starting = worlds.get(key) ?? start({ store, development })
  worlds.set(key, starting)
  return {
    ...(await starting),
    travel: refused('travels'),
    secondNode: refused('starts a second node'),
    restarted: refused('restarts'),
    close: () => Promise.resolve(),
  }
}

/** Ends the worlds that are shared, for a worker that loads this module many times. */
export async function endSharedWorlds(): Promise<void> {
  const ending = [...worlds.values()]
  worlds.clear()
  // What could not start was told of.
  for (const world of ending) await (await world.catch(() => undefined))?.close()
}

function refused(does: string): () => never {
  return () => {
    throw new Error(`A file that ${does} starts a world of its own: this one is shared.`)
  }
}
