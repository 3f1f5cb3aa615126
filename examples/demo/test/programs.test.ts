import { freePort } from '@damson/testkit'
import { describe, expect, test } from 'vitest'
import { isOpen } from '../src/ports.ts'
import { Programs } from '../src/programs.ts'

const node = (script: string, port: number): Parameters<Programs['start']>[0] => ({
  name: 'The clock',
  words: ['-e', script],
  cwd: import.meta.dirname,
  env: {},
  port,
})
const listen = (port: number): string => `require('net').createServer().listen(${port}, '127.0.0.1')`

describe('the processes of the demo', () => {
  test('are up when they listen, and gone when all are stopped', async () => {
    const [programs, port] = [new Programs(), await freePort()]
    await programs.start(node(listen(port), port))
    expect(await isOpen('127.0.0.1', port)).toBe(true)
    await programs.stop()
    expect(await isOpen('127.0.0.1', port)).toBe(false)
    await expect(programs.start(node(listen(port), port))).rejects.toThrow('Stopped.')
  })

  test('are told of with their last words when they end by themselves, before they are up or after', async () => {
    const programs = new Programs()
    const dead = `console.error('No batteries.'); process.exit(3)`
    const words = 'The clock ended unexpectedly:\nNo batteries.'
    await expect(programs.start(node(dead, await freePort()))).rejects.toThrow(words)
    await expect(programs.died).rejects.toThrow(words)

    const [others, port] = [new Programs(), await freePort()]
    await others.start(node(`${listen(port)}; setTimeout(() => { ${dead} }, 100)`, port))
    await expect(others.died).rejects.toThrow(words)
  })

  test('know nothing of the settings of another server', async () => {
    const programs = new Programs()
    process.env['DAMSON_ADMIN_PASSWORD'] = 'of another server'
    try {
      const script = `if (process.env.DAMSON_ADMIN_PASSWORD !== undefined) process.exit(1)`
      const { port: _, ...program } = node(script, 0)
      await programs.start(program)
      expect(process.env['DAMSON_ADMIN_PASSWORD']).toBe('of another server')
    } finally {
      delete process.env['DAMSON_ADMIN_PASSWORD']
    }
  })
})
