/** `npm run bench -- --lists`: how soon the first rows of long lists come. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Arguments } from '../arguments.ts'
import { machineOf } from '../report/machine.ts'
import { progressOf, type Say } from '../report/progress.ts'
import { RESULTS_FOLDER } from '../report/results.ts'
import { createCopier } from '../scale/copier.ts'
import { startDatabase } from '../stand/cluster.ts'
import { ADMINISTRATOR, newKey, startDamson } from '../stand/damson.ts'
import { makePeople, post, redeeming, signIn } from '../stand/people.ts'
import { measureExport, measureWatch } from './flows.ts'
import { loadEvents } from './load-events.ts'
import { loadPeople } from './load-people.ts'
import { loadUse } from './load-use.ts'
import { makeUse, type Used } from './make-use.ts'
import { type Question, questionsOf } from './questions.ts'
import { judgeLists, type ListFigures, type ListsReport, listsText } from './report.ts'

const SIZES = {
  whole: { people: 100_000, clients: 10_000, events: 5_000_000, policies: 500, bots: 100 },
  quick: { people: 3_000, clients: 300, events: 5_000, policies: 5, bots: 2 },
}
const TIMES = { whole: 40, quick: 3 }

export async function benchLists(
  wanted: Pick<Arguments, 'quick' | 'results' | 'resultsDir'>,
  say: Say,
): Promise<ListsReport & { readonly isMet: boolean }> {
  const effort = wanted.quick ? 'quick' : 'whole'
  const sizes = SIZES[effort]
  const { people, clients, events } = sizes
  const cluster = await startDatabase()
  try {
    const { databaseUrl } = await cluster.database('lists')
    const key = newKey()
    const town = await loaded(databaseUrl, key, sizes, say)
    const server = await startDamson(databaseUrl, [], undefined, key)
    try {
      const bearer = await ownerOf(server.url)
      const questions = questionsOf(town, { people, clients, now: Date.now() })
      const lists: ListFigures[] = []
      for (const question of questions) {
        const figures = await measure(server.url, bearer, question, TIMES[effort])
        say(`  ${figures.name}: ${figures.p95Ms.toFixed(0)} ms, ${figures.rows} rows`)
        lists.push(figures)
      }
      const watch = await measureWatch(server, bearer, TIMES[effort])
      const exported = await measureExport(server, bearer)
      const machine = machineOf(cluster.version, cluster.commitMs)
      const report: ListsReport = { machine, people, clients, events, lists, watch, exported }
      const text = listsText(report, new Date().toISOString().slice(0, 10), wanted.quick)
      say(text)
      if (wanted.results) writeFileSync(join(wanted.resultsDir ?? RESULTS_FOLDER, 'LISTS.md'), text)
      return { ...report, isMet: wanted.quick || judgeLists(report).every(({ isMet }) => isMet) }
    } finally {
      await server.stop()
    }
  } finally {
    await cluster.stop()
  }
}

/** A database with so many people, clients and events, its project, and what else was made in it. */
async function loaded(
  databaseUrl: string,
  key: string,
  { people, clients, events, policies, bots }: (typeof SIZES)['whole'],
  say: Say,
): Promise<Used & { readonly project: string }> {
  const damson = await startDamson(databaseUrl, [], undefined, key)
  const copier = await createCopier(databaseUrl)
  try {
    const { project, profile: author, bearer } = await makePeople(damson.url, 1)
    const used = await makeUse(damson.url, { project, bearer, policies, bots })
    const { policy } = used
    const fhirUrl = `${damson.url}/fhir/R4/`
    await loadPeople(copier, { project, author, fhirUrl, people, clients, policy }, progressOf(say, 'people'))
    await loadUse(copier, { project, key, people }, progressOf(say, 'sign-ins and e-mails'))
    await loadEvents(copier, { project, people, count: events }, progressOf(say, 'audit events'))
    say('Analyzing.')
    await copier.run('vacuum analyze')
    await copier.run('checkpoint')
    return { project, ...used }
  } finally {
    await copier.end()
    await damson.stop()
  }
}

async function ownerOf(url: string): Promise<string> {
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const tokens = await post(`${url}/oauth2/token`, form, redeeming(await signIn(url, ADMINISTRATOR)))
  return `Bearer ${String(tokens.access_token)}`
}

/** Where answers have their rows. */
const ROWS = ['entry', 'members', 'clients', 'devices', 'signIns', 'emails', 'parameter', 'findings'] as const

/** One administrator who looks: a request after the other, until the last byte has come. */
export async function measure(
  url: string,
  bearer: string,
  { name, paths }: Question,
  times: number,
): Promise<ListFigures> {
  const took: number[] = []
  let rows = 0
  for (let n = 0; n < times; n += 1) {
    const began = performance.now()
    const answer = await fetch(url + (paths[n % paths.length] ?? ''), { headers: { Authorization: bearer } })
    const body = (await answer.json()) as Partial<Record<(typeof ROWS)[number], readonly unknown[]>>
    took.push(performance.now() - began)
    if (answer.status !== 200) throw new Error(`${name}: ${answer.status} ${JSON.stringify(body).slice(0, 300)}`)
    rows = Math.max(rows, ...ROWS.map((field) => body[field]?.length ?? 0))
  }
  took.sort((a, b) => a - b)
  const at = (share: number): number => took[Math.min(took.length - 1, Math.floor(share * took.length))] ?? 0
  return { name, rows, p50Ms: at(0.5), p95Ms: at(0.95) }
}
