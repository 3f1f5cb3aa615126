/** A report. Counts the results of a day by their code, and files a CSV as a DocumentReference. */
import { type BotEvent, formatCodeableConcept, type MedplumClient } from '@medplum/core'
import type { DocumentReference } from '@medplum/fhirtypes'

interface Day {
  readonly date: string
}

export async function handler(client: MedplumClient, event: BotEvent<Day>): Promise<DocumentReference> {
  const { date } = event.input
  const values = new Map<string, number[]>()
  for await (const page of client.searchResourcePages('Observation', { date, status: 'final', _count: 100 })) {
    for (const { code, valueQuantity } of page) {
      const name = formatCodeableConcept(code)
      if (valueQuantity?.value !== undefined) values.set(name, [...(values.get(name) ?? []), valueQuantity.value])
    }
  }
  const rows = [...values].sort(([a], [b]) => a.localeCompare(b)).map(([name, all]) => rowOf(name, all))
  return client.createDocumentReference({
    data: ['result,count,least,mean,most', ...rows, ''].join('\r\n'),
    contentType: 'text/csv',
    filename: `results-${date}.csv`,
    additionalFields: { description: `Results of ${date}` },
  })
}

function rowOf(name: string, all: readonly number[]): string {
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length
  return [quoted(name), all.length, Math.min(...all), mean.toFixed(2), Math.max(...all)].join(',')
}

/** Also against spreadsheets that take what begins with = as a formula. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""').replace(/^[=+\-@]/, "'$&")}"`
}
