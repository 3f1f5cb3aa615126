import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packDirectory, unpackTarball } from './tarball.ts'

let folder: string
let from: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'damson-tarball-'))
  from = join(folder, 'from')
  mkdirSync(join(from, 'base', 'empty'), { recursive: true })
  for (const size of [0, 1, 511, 512, 513, 1024, 300_000]) writeFileSync(join(from, `size-${size}`), randomBytes(size))
  writeFileSync(join(from, 'base', '1259_vm'), 'inside')
})
afterEach(() => rmSync(folder, { recursive: true }))

const contentsOf = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [path.slice(directory.length), entry.isFile() ? readFileSync(path, 'base64') : undefined]
    })
    .sort(([a], [b]) => String(a).localeCompare(String(b)))

describe('a tarball', () => {
  it('gives back what was packed', async () => {
    const file = join(folder, 'archive')
    await packDirectory(from, file, { level: 1, label: { name: 'label', text: 'Łódź' }, without: ['size-1'] })
    await unpackTarball(file, join(folder, 'to'))
    expect(readFileSync(join(folder, 'to', 'label'), 'utf8')).toBe('Łódź')
    rmSync(join(folder, 'to', 'label'))
    rmSync(join(from, 'size-1'))
    expect(contentsOf(join(folder, 'to'))).toEqual(contentsOf(from))
  })

  it('is read by tar, and reads what tar wrote', async () => {
    await packDirectory(from, join(folder, 'ours'), { level: 9 })
    mkdirSync(join(folder, 'to'))
    execFileSync('tar', ['xzf', join(folder, 'ours'), '-C', join(folder, 'to')])
    expect(contentsOf(join(folder, 'to'))).toEqual(contentsOf(from))
    execFileSync('tar', ['czf', join(folder, 'theirs'), '--format=ustar', '-C', from, '.'])
    await unpackTarball(join(folder, 'theirs'), join(folder, 'back'))
    expect(contentsOf(join(folder, 'back'))).toEqual(contentsOf(from))
  })

  it('is unpacked without holding all of it in memory', async () => {
    writeFileSync(join(from, 'large'), new Uint8Array(24 * 1024 * 1024))
    await packDirectory(from, join(folder, 'archive'), { level: 1 })
    const before = process.memoryUsage().arrayBuffers
    await unpackTarball(join(folder, 'archive'), join(folder, 'to'))
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * 1024 * 1024)
    expect(contentsOf(join(folder, 'to'))).toEqual(contentsOf(from))
  })

  it('that is cut off anywhere is not taken for a whole one', async () => {
    const file = join(folder, 'archive')
    await packDirectory(from, file, { level: 0 })
    const whole = gunzipSync(readFileSync(file))
    for (const length of [0, 100, 512, 1000, whole.length >> 1, whole.length - 1024 - 512]) {
      writeFileSync(join(folder, 'cut'), gzipSync(whole.subarray(0, length)))
      await expect(unpackTarball(join(folder, 'cut'), join(folder, `cut-${length}`))).rejects.toThrow()
    }
    const bytes = readFileSync(file)
    writeFileSync(join(folder, 'cut'), bytes.subarray(0, bytes.length - 4))
    await expect(unpackTarball(join(folder, 'cut'), join(folder, 'cut-gzip'))).rejects.toThrow()
  })

  it('writes nothing outside its directory, and no links', async () => {
    mkdirSync(join(folder, 'evil'))
    writeFileSync(join(folder, 'evil.txt'), 'out')
    execFileSync('tar', ['cPzf', join(folder, 'outside'), '--format=ustar', '-C', join(folder, 'evil'), '../evil.txt'])
    await expect(unpackTarball(join(folder, 'outside'), join(folder, 'to'))).rejects.toThrow('outside')
    execFileSync('sh', [
      '-c',
      'cd "$1" && ln -s /etc/passwd link && tar czf ../links --format=ustar link',
      'sh',
      join(folder, 'evil'),
    ])
    await expect(unpackTarball(join(folder, 'links'), join(folder, 'to-links'))).rejects.toThrow('type 2')
  })
})
