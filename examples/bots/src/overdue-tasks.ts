/** Work that repeats. A scheduler calls this each morning: tasks whose time is over are marked urgent, in one batch. */
import { type BotEvent, getReferenceString, type MedplumClient } from '@medplum/core'
import type { BundleEntry, Task } from '@medplum/fhirtypes'

interface Morning {
  readonly now: string
}

interface Marked {
  readonly marked: number
  readonly failed: readonly string[]
}

const AT_ONCE = 50

export async function handler(client: MedplumClient, event: BotEvent<Morning>): Promise<Marked> {
  const { now } = event.input
  const failed: string[] = []
  let marked = 0
  for await (const page of client.searchResourcePages('Task', { status: 'requested', _count: AT_ONCE })) {
    const late = page.filter((task) => isLate(task, now))
    if (late.length === 0) continue
    const bundle = await client.executeBatch({ resourceType: 'Bundle', type: 'batch', entry: late.map(urgent) })
    for (const [at, { response }] of (bundle.entry ?? []).entries()) {
      if (response?.status.startsWith('2') === true) marked += 1
      else failed.push(getReferenceString(late[at] as Task) ?? '')
    }
  }
  console.log(`Marked ${marked} tasks, ${failed.length} failed`)
  return { marked, failed }
}

function isLate({ priority, restriction }: Task, now: string): boolean {
  const end = restriction?.period?.end
  return priority !== 'urgent' && end !== undefined && Date.parse(end) < Date.parse(now)
}

function urgent(task: Task): BundleEntry {
  const resource: Task = { ...task, priority: 'urgent' }
  const ifMatch = `W/"${task.meta?.versionId}"`
  return { resource, request: { method: 'PUT', url: `Task/${task.id}`, ifMatch } }
}
