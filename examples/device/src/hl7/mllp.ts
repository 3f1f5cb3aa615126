/** The Minimal Lower Layer Protocol: a message lies between one start byte and two end bytes. */
const START = 0x0b
const END = 0x1c
const RETURN = 0x0d

/** Takes bytes as they come, and gives whole messages. */
export class Unframer {
  readonly #mostBytes: number
  #pending: Buffer = Buffer.alloc(0)

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** The messages that these bytes complete. @throws {RangeError} When no message can be so long: hang up. */
  push(bytes: Buffer): Buffer[] {
    this.#pending = Buffer.concat([this.#pending, bytes])
    const messages: Buffer[] = []
    for (;;) {
      const start = this.#pending.indexOf(START)
      // Bytes between messages are ignored.
      this.#pending = start < 0 ? Buffer.alloc(0) : this.#pending.subarray(start)
      const end = this.#pending.indexOf(Buffer.from([END, RETURN]))
      const length = end < 0 ? this.#pending.length : end
      if (length > this.#mostBytes) throw new RangeError(`A message has at most ${this.#mostBytes} bytes.`)
      if (end < 0) return messages
      messages.push(this.#pending.subarray(1, end))
      this.#pending = this.#pending.subarray(end + 2)
    }
  }

  /** What has begun and not ended. */
  get rest(): Buffer {
    return this.#pending.subarray(1)
  }
}

export function frame(message: string): Buffer {
  return Buffer.concat([Buffer.from([START]), Buffer.from(message), Buffer.from([END, RETURN])])
}
