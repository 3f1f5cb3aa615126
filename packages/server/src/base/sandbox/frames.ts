/**
 * A frame of the pipe: the lengths of both parts in four bytes each, a head of JSON, and a body of text. The body is
 * never quoted or escaped, so that its length is its length.
 */
export const LENGTHS = 8
/** A head names numbers and short words alone. */
export const MAX_HEAD_BYTES = 1_024

export interface Frame {
  readonly head: string
  readonly body: string
}

export function encodeFrame(head: object, body: string): Buffer {
  const headText = JSON.stringify(head)
  const [headBytes, bodyBytes] = [Buffer.byteLength(headText), Buffer.byteLength(body)]
  const frame = Buffer.allocUnsafe(LENGTHS + headBytes + bodyBytes)
  frame.writeUInt32BE(headBytes, 0)
  frame.writeUInt32BE(bodyBytes, 4)
  frame.write(headText, LENGTHS)
  frame.write(body, LENGTHS + headBytes)
  return frame
}

/** Why a stream is read no further. */
export class FrameRefused extends Error {
  override readonly name = 'FrameRefused'
}

/** Cuts a stream into frames. Refuses a frame by its lengths, before any of it is kept. */
export class FrameReader {
  #maxBodyBytes: number
  #chunks: Buffer[] = []
  #length = 0
  /** Of the frame that has begun, with its lengths. */
  #awaited = LENGTHS

  constructor(maxBodyBytes: number) {
    this.#maxBodyBytes = maxBodyBytes
  }

  /** From now on, a body may have so many bytes; or as many as it could before, if that is more. */
  allow(bodyBytes: number): void {
    this.#maxBodyBytes = Math.max(this.#maxBodyBytes, bodyBytes)
  }

  /** @throws {FrameRefused} When a part is longer than it may be. */
  *read(chunk: Buffer): Generator<Frame> {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    while (this.#length >= this.#awaited) {
      const all = this.#chunks.length === 1 ? (this.#chunks[0] ?? chunk) : Buffer.concat(this.#chunks, this.#length)
      this.#chunks = [all]
      const [headBytes, bodyBytes] = [all.readUInt32BE(0), all.readUInt32BE(4)]
      if (headBytes > MAX_HEAD_BYTES || bodyBytes > this.#maxBodyBytes)
        throw new FrameRefused('a frame is longer than it may be')
      const end = LENGTHS + headBytes + bodyBytes
      this.#awaited = end
      if (this.#length < end) return
      this.#chunks = this.#length === end ? [] : [all.subarray(end)]
      this.#length -= end
      this.#awaited = LENGTHS
      yield {
        head: all.toString('utf8', LENGTHS, LENGTHS + headBytes),
        body: all.toString('utf8', LENGTHS + headBytes, end),
      }
    }
  }
}
