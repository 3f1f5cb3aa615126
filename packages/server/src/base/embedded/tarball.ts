import { closeSync, createReadStream, createWriteStream, mkdirSync, openSync, writeSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, normalize, sep } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'

// Just enough of the ustar format for a data directory: plain files and directories with short names. PGlite's own reads
// and writes the whole archive in memory, several times its size.

const blockSize = 512
const chunkSize = 256 * 1024

interface Entry {
  readonly name: string
  readonly size: number
  readonly isDirectory: boolean
}

export interface Packing {
  readonly level: number
  /** Names at the root that stay out. */
  readonly without?: readonly string[]
  /** A file that is put at the root. */
  readonly label?: { readonly name: string; readonly text: string }
}

/** Packs what is in a directory into a gzipped tarball. Nobody may be writing to it. */
export async function packDirectory(directory: string, file: string, packing: Packing): Promise<void> {
  await pipeline(
    Readable.from(blocks(directory, packing)),
    createGzip({ level: packing.level }),
    createWriteStream(file, { mode: 0o600, flush: true }),
  )
}

async function* blocks(directory: string, { without = [], label }: Packing): AsyncGenerator<Uint8Array> {
  if (label !== undefined) {
    const bytes = Buffer.from(label.text)
    yield header({ name: label.name, size: bytes.length, isDirectory: false })
    yield bytes
    yield padding(bytes.length)
  }
  const names = await readdir(directory, { recursive: true })
  for (const name of names.sort()) {
    if (without.includes(name)) continue
    const path = join(directory, name)
    const stats = await stat(path)
    if (stats.isDirectory()) {
      yield header({ name: `${slashed(name)}/`, size: 0, isDirectory: true })
      continue
    }
    yield header({ name: slashed(name), size: stats.size, isDirectory: false })
    if (stats.size > 0) yield* createReadStream(path, { end: stats.size - 1, highWaterMark: chunkSize })
    yield padding(stats.size)
  }
  yield new Uint8Array(2 * blockSize)
}

function padding(size: number): Uint8Array {
  return new Uint8Array((blockSize - (size % blockSize)) % blockSize)
}

function slashed(name: string): string {
  return name.split(sep).join('/')
}

function header({ name, size, isDirectory }: Entry): Uint8Array {
  const block = Buffer.alloc(blockSize)
  if (Buffer.byteLength(name) > 100) throw new RangeError(`The file name ${name} is too long for the archive.`)
  block.write(name, 0)
  block.write(isDirectory ? '0000700\0' : '0000600\0', 100)
  block.write('0000000\x000000000\0', 108)
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  block.write('00000000001\0', 136)
  block.write('        ', 148)
  block.write(isDirectory ? '5' : '0', 156)
  block.write('ustar\x0000', 257)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

/** Unpacks a gzipped tarball, the first `length` bytes of a file, into a new directory. Fails if it is damaged. */
export async function unpackTarball(file: string, directory: string, length?: number): Promise<void> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const unzipped = createGunzip({ chunkSize })
  const zipped = createReadStream(file, {
    highWaterMark: chunkSize,
    ...(length !== undefined && { end: Math.max(0, length - 1) }),
  })
  zipped.on('error', (error) => unzipped.destroy(error)).pipe(unzipped)
  const source = new Reader(unzipped)
  try {
    for (;;) {
      const entry = readHeader(await source.take(blockSize))
      if (entry === undefined) break
      await unpackEntry(source, entry, directory)
    }
    // The checksum over all of it stands at the very end.
    await source.drain()
  } finally {
    zipped.destroy()
    unzipped.destroy()
  }
}

// Files are written synchronously: a data directory has a thousand small ones, and this takes a third of the time.
async function unpackEntry(source: Reader, entry: Entry, directory: string): Promise<void> {
  const path = join(directory, entry.name)
  if (!path.startsWith(normalize(directory + sep))) throw new Error(`The archive names a file outside: ${entry.name}.`)
  if (entry.isDirectory) {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    return
  }
  const target = openSync(path, 'wx', 0o600)
  try {
    for (let left = entry.size; left > 0; ) {
      const chunk = await source.takeUpTo(left)
      writeSync(target, chunk)
      left -= chunk.length
    }
  } finally {
    closeSync(target)
  }
  await source.take(padding(entry.size).length)
}

function readHeader(block: Buffer): Entry | undefined {
  if (block.every((byte) => byte === 0)) return undefined
  const text = (from: number, length: number) => block.toString('utf8', from, from + length).split('\0')[0] ?? ''
  const expected = Number.parseInt(text(148, 8), 8)
  const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0)
  if (sum !== expected) throw new Error('The archive is damaged.')
  const type = text(156, 1)
  if (type !== '0' && type !== '5' && type !== '') throw new Error(`The archive holds an entry of the type ${type}.`)
  const name = text(0, 100)
  return { name, size: Number.parseInt(text(124, 12), 8), isDirectory: type === '5' }
}

/** Takes bytes from a stream, as many as are asked for. */
class Reader {
  readonly #chunks: AsyncIterator<Buffer>
  #chunk: Buffer = Buffer.alloc(0)
  #rest = this.#chunk

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]()
  }

  async takeUpTo(length: number): Promise<Buffer> {
    if (this.#rest.length === 0) {
      release(this.#chunk)
      const next = await this.#chunks.next()
      if (next.done === true) throw new Error('The archive is cut off.')
      this.#chunk = next.value
      this.#rest = this.#chunk
    }
    const taken = this.#rest.subarray(0, length)
    this.#rest = this.#rest.subarray(taken.length)
    return taken
  }

  async drain(): Promise<void> {
    while ((await this.#chunks.next()).done !== true);
  }

  async take(length: number): Promise<Buffer> {
    const whole = Buffer.alloc(length)
    for (let at = 0; at < length; ) {
      const part = await this.takeUpTo(length - at)
      part.copy(whole, at)
      at += part.length
    }
    return whole
  }
}

/**
 * Frees a block of unpacked bytes if this chunk is its end, so that nobody needs it any more. The garbage collector would
 * let a whole data directory of blocks pile up, and what they fill in between stays with the process.
 */
function release({ buffer, byteOffset, length }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === chunkSize && byteOffset + length === chunkSize)
    buffer.transfer(0)
}
