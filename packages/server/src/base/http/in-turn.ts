import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** How many requests of a connection may wait behind the one that is being answered. */
export const MOST_WAITING = 16

type Turn = readonly [request: IncomingMessage, response: ServerResponse]

/**
 * Answers the requests of a connection one after the other: the next is begun once the answer before it has been taken.
 * Node begins all that it has read, so that a client could have a thousand answers made and read none of them.
 *
 * Of a client that sends more than may wait the connection is closed. Node holds on to whatever it reads, so that there
 * is no other end to it; RFC 9112 §9.3.2 demands of clients that pipeline that they ask again then.
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
