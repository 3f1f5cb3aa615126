import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** How many requests of a connection may wait behind the one being answered. */
export const MOST_WAITING = 16

type Turn = readonly [request: IncomingMessage, response: ServerResponse]

/**
 * Answers the requests of a connection one after the other: the next begins once the previous answer has been read. Node
 * begins all that it has received, so that a client could have a thousand answers made and read none of them.
 *
 * If a client sends more than may wait, its connection is closed. Node keeps everything it reads, so there is no other
 * way to stop it; RFC 9112 §9.3.2 requires clients that pipeline to retry then.
 */
export function inTurn(answer: RequestListener): RequestListener {
  const connections = new WeakMap<Socket, Turn[]>()

  function begin(request: IncomingMessage, response: ServerResponse): void {
    response.once('close', () => answerNext(request.socket))
    answer(request, response)
  }

  function answerNext(socket: Socket): void {
    const next = connections.get(socket)?.shift()
    if (next === undefined || socket.destroyed) connections.delete(socket)
    else begin(...next)
  }

  return (request, response) => {
    const { socket } = request
    if (socket.destroyed) return
    const waiting = connections.get(socket)
    if (waiting === undefined) {
      connections.set(socket, [])
      begin(request, response)
    } else if (waiting.length < MOST_WAITING) waiting.push([request, response])
    else socket.destroy()
  }
}
