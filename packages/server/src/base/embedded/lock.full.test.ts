import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runScript, type Script } from '@damson/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StoreRefusal } from '#base/db'
import { takeStoreLock } from './lock.ts'

// It depends on chance.
const raceRounds = 10

const source = new URL('./lock.ts', import.meta.url).href

const holder = `
  const { takeStoreLock } = await import(${JSON.stringify(source)});
  say('ready');
  while (!(await go()).done) {
    try {
      const lock = takeStoreLock(process.argv.at(-1));
      say('held');
      await go();
      lock.release();
      say('released');
    } catch (error) {
      say('refused ' + error.why + ' ' + error.message);
    }
  }
  process.exit(0);
`

describe('the lock of a store', () => {
  let folder: string
  let dataDir: string
  const scripts: Script[] = []
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'damson-lock-'))
    dataDir = join(folder, 'store')
  })
  afterEach(async () => {
    for (const script of scripts) script.kill('SIGKILL')
    await Promise.all(scripts.splice(0).map((script) => script.ended))
    rmSync(folder, { recursive: true })
  })

  const start = async () => {
    const script = runScript(holder, [dataDir])
    scripts.push(script)
    expect(await script.line(), script.complaints()).toBe('ready')
    return script
  }
  const ask = async (script: Script) => {
    script.go()
    return script.line()
  }

  it('is held by one process, which the others name', async () => {
    const [first, second] = [await start(), await start()]
    expect(await ask(first)).toBe('held')
    const refusal = await ask(second)
    expect(refusal).toContain(`refused in_use Process ${first.pid} on `)
    expect(refusal).toContain(dataDir)
    expect(refusal).toContain('DATABASE_URL')
    expect(await ask(first)).toBe('released')
    expect(existsSync(`${dataDir}.lock-holder`)).toBe(false)
    expect(await ask(await start())).toBe('held')
  })

  it('is free as soon as its holder was killed', async () => {
    for (let round = 0; round < 3; round++) {
      const script = await start()
      expect(await ask(script)).toBe('held')
      script.kill('SIGKILL')
      await script.ended
      expect(existsSync(`${dataDir}.lock-holder`)).toBe(true)
    }
    takeStoreLock(dataDir).release()
  })

  it('goes to one of five that race for what a killed process left', async () => {
    let killed = await start()
    expect(await ask(killed)).toBe('held')
    const racers = await Promise.all([0, 1, 2, 3, 4].map(start))
    for (let round = 0; round < raceRounds; round++) {
      killed.kill('SIGKILL')
      await killed.ended
      const words = await Promise.all(racers.map(ask))
      expect(words.filter((word) => word === 'held')).toHaveLength(1)
      const at = words.indexOf('held')
      const [winner] = racers.splice(at, 1, await start())
      if (winner === undefined) throw new Error('unreachable')
      // Who asks before the winner has said who it is cannot name it.
      const refusal = new RegExp(`refused in_use (Process ${winner.pid} on|Another process)`)
      for (const word of words) if (word !== 'held') expect(word).toMatch(refusal)
      killed = winner
    }
    expect(await ask(killed)).toBe('released')
  })

  it('is kept by a process that is stopped', async () => {
    const stopped = await start()
    expect(await ask(stopped)).toBe('held')
    stopped.kill('SIGSTOP')
    expect(() => takeStoreLock(dataDir)).toThrow(`Process ${stopped.pid}`)
    stopped.kill('SIGCONT')
    expect(await ask(stopped)).toBe('released')
  })

  it('is held once in one process, too', () => {
    const lock = takeStoreLock(dataDir)
    expect(() => takeStoreLock(dataDir)).toThrow(StoreRefusal)
    lock.release()
    lock.release()
    takeStoreLock(dataDir).release()
  })

  it('does not believe what a file says about a holder', () => {
    writeFileSync(`${dataDir}.lock-holder`, JSON.stringify({ pid: process.pid, host: 'here', since: 'now' }))
    takeStoreLock(dataDir).release()
    writeFileSync(`${dataDir}.lock-holder`, 'not even json')
    const lock = takeStoreLock(dataDir)
    writeFileSync(`${dataDir}.lock-holder`, 'not even json')
    expect(() => takeStoreLock(dataDir)).toThrow('Another process is using the store')
    lock.release()
  })

  it('does not take a file that is no lock for one that is held', () => {
    writeFileSync(
      `${dataDir}.lock`,
      'somebody else wrote this, and it is much longer than a header of a database'.repeat(20),
    )
    expect(() => takeStoreLock(dataDir)).toThrow(/database/)
  })
})
