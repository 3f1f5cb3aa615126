const CHUNK_BYTES = 65_536
const ZEROS = new Uint8Array(CHUNK_BYTES)

/** How a memory was at one moment. Most of an engine's memory is never touched; what is zero takes no room here. */
export class MemoryImage {
  /** By chunk; undefined where all is zero. */
  readonly #chunks: readonly (Buffer | undefined)[]

  constructor(memory: ArrayBuffer) {
    const whole = Buffer.from(memory)
    this.#chunks = Array.from({ length: whole.length / CHUNK_BYTES }, (_, number) =>
      isZero(whole, number * CHUNK_BYTES)
        ? undefined
        : Buffer.from(whole.subarray(number * CHUNK_BYTES, (number + 1) * CHUNK_BYTES)),
    )
  }

  /** Sets the whole memory back. What nobody has touched since is only read, so that the machine gives no room for it. */
  restore(memory: ArrayBuffer): void {
    const whole = Buffer.from(memory)
    for (const [number, chunk] of this.#chunks.entries()) {
      const start = number * CHUNK_BYTES
      if (chunk !== undefined) whole.set(chunk, start)
      else if (!isZero(whole, start)) whole.fill(0, start, start + CHUNK_BYTES)
    }
  }
}

function isZero(whole: Buffer, start: number): boolean {
  return whole.compare(ZEROS, 0, CHUNK_BYTES, start, start + CHUNK_BYTES) === 0
}
