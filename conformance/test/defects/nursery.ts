import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { dropDatabase, freshDatabase } from '@damson/testkit'
import { inject } from 'vitest'
import { freePort } from '../../src/server/process.ts'
import { SETTINGS } from '../../src/server/start-damson.ts'
import type { Defect } from './defect.ts'
import type { Reply, Request, StartRequest } from './planted.process.ts'

/** A process in which servers with defects run. Nothing of the repository is touched. */
export interface Nursery {
  /** Runs a server with the defect, or with none, for as long as the work goes on. */
  withServer<T>(defect: Defect | undefined, work: (url: string) => Promise<T>): Promise<T>
  close(): Promise<void>
}

type Wanted = Omit<StartRequest, 'start'>

export function openNursery(): Nursery {
  const child = fork(fileURLToPath(new URL('./planted.process.ts', import.meta.url)), {
    execArgv: ['--conditions=source'],
  })
  const waiting = new Map<number, PromiseWithResolvers<void>>()
  const fail = (error: Error): void => {
    for (const one of waiting.values()) one.reject(error)
  }
  child.on('message', ({ of, fault }: Reply) => {
    const one = waiting.get(of)
    waiting.delete(of)
    if (fault === undefined) one?.resolve()
    else one?.reject(new Error(fault))
  })
  child.on('error', fail)
  const ended = new Promise<void>((resolve) =>
    child.once('exit', (code, signal) => {
      fail(new Error(`The servers' process ended: ${code ?? signal}.`))
      resolve()
    }),
  )
  const ask = (number: number, request: Request): Promise<void> => {
    const answer = Promise.withResolvers<void>()
    waiting.set(number, answer)
    child.send(request)
    return answer.promise
  }

  async function run<T>(wanted: Wanted, work: (url: string) => Promise<T>): Promise<T> {
    count += 1
    const number = count
    await ask(number, { start: number, ...wanted })
    try {
      return await work(`http://127.0.0.1:${wanted.port}`)
    } finally {
      await ask(number, { stop: number })
    }
  }

  let count = 0
  return {
    async withServer(defect, work) {
      const serverUrl = inject('postgresUrl')
      const worlds = defect?.atFirstStart === true ? {} : inject('preparedWorlds')
      const world = worlds[serverUrl === '' ? 'pglite' : 'postgres']
      const own = {
        defect,
        settings: SETTINGS,
        snapshot: world?.template ?? inject('pgliteSnapshot'),
        key: world?.key,
        port: await freePort(),
      }
      if (serverUrl === '') return run({ ...own, databaseUrl: undefined }, work)
      const databaseUrl = await freshDatabase(serverUrl, world?.template ?? inject('postgresTemplate'))
      try {
        return await run({ ...own, databaseUrl }, work)
      } finally {
        await dropDatabase(serverUrl, databaseUrl)
      }
    },
    async close() {
      child.disconnect()
      await ended
    },
  }
}
