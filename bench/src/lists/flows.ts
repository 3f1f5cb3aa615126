import { readFileSync } from 'node:fs'
import { processUs } from '../measure/processor.ts'
import type { ServerProcess } from '../stand/processes.ts'

/** What one look of the live view costs the server. */
export interface WatchFigures {
  readonly p95Ms: number
  readonly nodeUs: number
  /** Events that the looks themselves wrote. */
  readonly written: number
}

/** The export of the newest events as a file. */
export interface ExportFigures {
  readonly events: number
  readonly perSecond: number
  readonly firstMs: number
  /** How much memory the server took more than before. */
  readonly moreMb: number
}

/** Somebody who leaves the live view open. */
export async function measureWatch(server: ServerProcess, bearer: string, times: number): Promise<WatchFigures> {
  const headers = { Authorization: bearer }
  let next = `${server.url}/fhir/R4/AuditEvent/$watch?_names=true`
  const took: number[] = []
  const before = processUs(server.pid)
  for (let n = 0; n < times; n += 1) {
    const began = performance.now()
    const answer = await fetch(next, { headers })
    const { link } = (await answer.json()) as {
      readonly link: readonly { readonly relation: string; readonly url: string }[]
    }
    took.push(performance.now() - began)
    next = link.find(({ relation }) => relation === 'next')?.url ?? next
  }
  const nodeUs = (processUs(server.pid) - before) / times
  took.sort((a, b) => a - b)
  const told = await fetch(`${server.url}/fhir/R4/AuditEvent?subtype=audit.watched&_count=100`, { headers })
  const { entry = [] } = (await told.json()) as { readonly entry?: readonly unknown[] }
  return { p95Ms: took[Math.floor(0.95 * took.length)] ?? 0, nodeUs, written: entry.length }
}

/** Exports twice: the first time, the server takes the memory that any work of this kind takes. */
export async function measureExport(server: ServerProcess, bearer: string): Promise<ExportFigures> {
  await exported(server, bearer)
  return exported(server, bearer)
}

async function exported(server: ServerProcess, bearer: string): Promise<ExportFigures> {
  const before = residentMb(server.pid)
  const began = performance.now()
  const answer = await fetch(`${server.url}/fhir/R4/AuditEvent/$export?_names=true`, {
    headers: { Authorization: bearer },
  })
  let [events, firstMs, mostMb] = [0, 0, before]
  for await (const piece of answer.body ?? []) {
    if (events === 0) firstMs = performance.now() - began
    for (const byte of piece as Uint8Array) if (byte === NEW_LINE) events += 1
    mostMb = Math.max(mostMb, residentMb(server.pid))
  }
  return { events, perSecond: events / ((performance.now() - began) / 1_000), firstMs, moreMb: mostMb - before }
}

const NEW_LINE = 10

function residentMb(pid: number): number {
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024)
}
