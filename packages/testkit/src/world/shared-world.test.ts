import { describe, expect, test } from 'vitest'
import { startWorld } from './world.ts'

describe('the world that the files of a worker share', () => {
  test('is one for each store, and still there once a file has closed it', async () => {
    const one = await startWorld({ shared: true })
    await one.close()
    const other = await startWorld({ shared: true })
    expect(other.baseUrl).toBe(one.baseUrl)
    expect((await other.call('healthcheck')).status).toBe(200)
  })

  test('is nobody’s to move, to restart or to set', async () => {
    const world = await startWorld({ shared: true })
    expect(() => world.travel(1)).toThrow('A file that travels starts a world of its own')
    expect(() => world.secondNode()).toThrow('A file that starts a second node')
    expect(() => world.restarted()).toThrow('A file that restarts')
    await expect(startWorld({ shared: true, env: {} })).rejects.toThrow('a setting of their own (env)')
    await expect(startWorld({ shared: true, mail: 'development' })).rejects.toThrow('a setting of their own (mail)')
  })
})
