import { createServer, type Server, type ServerResponse } from 'node:http'
import { cardPage, listPage, type PatientRow, POLICY, troublePage } from './pages.ts'

/** As much of FHIR as was known when this was written. */
interface LegacyPatient {
  readonly id?: string
  readonly name?: readonly { readonly family?: string; readonly given?: readonly string[] }[]
  readonly birthDate?: string
  readonly gender?: string
  readonly identifier?: readonly { readonly value?: string }[]
  readonly telecom?: readonly { readonly value?: string }[]
  readonly address?: readonly {
    readonly line?: readonly string[]
    readonly city?: string
    readonly postalCode?: string
  }[]
}
interface LegacyList {
  readonly entry?: readonly { readonly resource: LegacyPatient }[]
  readonly link?: readonly { readonly relation: string; readonly url: string }[]
}

/** What the desk is told when something is wrong. */
class Trouble extends Error {
  readonly status: number
  constructor(status: number, sentence: string) {
    super(sentence)
    this.status = status
  }
}

/**
 * The reception's web app. It was written before OAuth, and knows nothing of it: it asks one address of this machine for
 * patients, in plain HTTP, and draws them. Its own sign-in is left out here.
 */
export async function startLegacyApp(port: number, patientsUrl: string): Promise<Server> {
  const server = createServer((request, response) => {
    const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s)
    draw(patientsUrl, request.headers.host ?? '', request.socket.localPort ?? 0, path, new URLSearchParams(query))
      .then((page) => send(response, 200, page))
      .catch((error: unknown) => {
        if (!(error instanceof Trouble)) console.error(error)
        const sentence = error instanceof Trouble ? error.message : 'Something is wrong with this program.'
        send(response, error instanceof Trouble ? error.status : 500, troublePage(sentence))
      })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return server
}

async function draw(
  patientsUrl: string,
  host: string,
  port: number,
  path: string,
  query: URLSearchParams,
): Promise<string> {
  // Under another name it would be a page elsewhere that asks.
  if (![`127.0.0.1:${port}`, `localhost:${port}`].includes(host))
    throw new Trouble(403, 'Open this page by its own address.')
  if (path === '/') {
    const name = query.get('name')?.trim() ?? ''
    const search =
      query.get('page') ?? new URLSearchParams({ ...(name !== '' && { name }), _sort: 'family,given', _count: '15' })
    const list = (await ask(`${patientsUrl}Patient?${search}`)) as LegacyList
    const next = list.link?.find(({ relation }) => relation === 'next')?.url.split('?')[1]
    return listPage(
      name,
      (list.entry ?? []).map(({ resource }) => rowOf(resource)),
      next,
    )
  }
  const id = /^\/patients\/([A-Za-z0-9-]{1,64})$/.exec(path)?.[1]
  if (id === undefined) throw new Trouble(404, 'There is no such page.')
  return cardPage(rowOf((await ask(`${patientsUrl}Patient/${id}`)) as LegacyPatient))
}

async function ask(url: string): Promise<unknown> {
  const later = 'The list of patients cannot be reached now. Please try again in a minute.'
  const answer = await fetch(url, { signal: AbortSignal.timeout(15_000) }).catch(() => {
    throw new Trouble(503, later)
  })
  if (answer.status === 404 || answer.status === 410) throw new Trouble(404, 'There is no such patient.')
  if (answer.status === 400) throw new Trouble(400, 'This search is not understood.')
  if (!answer.ok) throw new Trouble(503, later)
  return answer.json()
}

function rowOf({ id = '', name, birthDate, gender, identifier, telecom, address }: LegacyPatient): PatientRow {
  const [lives] = address ?? []
  return {
    id,
    name: [name?.[0]?.family, name?.[0]?.given?.join(' ')].filter(Boolean).join(', ') || 'Without a name',
    born: birthDate ?? '',
    sex: gender ?? '',
    number: identifier?.[0]?.value ?? '',
    phone: telecom?.[0]?.value ?? '',
    address: [...(lives?.line ?? []), lives?.city, lives?.postalCode].filter(Boolean).join(', '),
  }
}

function send(response: ServerResponse, status: number, page: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': POLICY,
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(page)
}
