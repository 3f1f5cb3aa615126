/** What an administrator makes through the API before the town moves in. */

/** References to what has a list of its own. */
export interface Used {
  /** Changed many times. */
  readonly patient: string
  /** Changed many times, and held by everybody. */
  readonly policy: string
  /** It has run many times. */
  readonly bot: string
}

interface Options {
  readonly project: string
  /** The administrator's token, with its scheme. */
  readonly bearer: string
  readonly policies: number
  readonly bots: number
}

/** As many as the first page of a list has, and one more. */
const VERSIONS = 51
const RUNS = 21
const CODE = `export async function handler(_, { input }) {
  console.log('A result came.', JSON.stringify(input))
  return true
}
`

type Send = (path: string, body?: object, method?: string) => Promise<Readonly<Record<string, unknown>>>

/** Policies, Bots of which one has run, and two resources with a history. */
export async function makeUse(url: string, { project, bearer, policies, bots }: Options): Promise<Used> {
  const send: Send = async (path, body, method = body === undefined ? 'GET' : 'POST') => {
    const headers = { Authorization: bearer, 'Content-Type': 'application/json', Origin: new URL(url).origin }
    const answer = await fetch(`${url}/${path}`, { method, headers, body: JSON.stringify(body) ?? null })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as Readonly<Record<string, unknown>>
  }
  const resource = [{ resourceType: 'Patient', interaction: ['read', 'search'] }]
  for (let n = 1; n < policies; n += 1)
    await send('fhir/R4/AccessPolicy', {
      resourceType: 'AccessPolicy',
      name: `${n % 2 === 0 ? 'Ward' : 'Desk'} ${n}`,
      resource,
    })
  const policy = await changedOften(send, { resourceType: 'AccessPolicy', resource }, (n) => ({
    name: `Everybody ${n}`,
  }))
  const patient = await changedOften(send, { resourceType: 'Patient' }, (n) => ({ name: [{ text: `Ada ${n}` }] }))
  return { policy, patient, bot: await makeBots(send, { project, policy, bots }) }
}

async function changedOften(
  send: Send,
  body: { readonly resourceType: string; readonly resource?: readonly object[] },
  at: (n: number) => object,
): Promise<string> {
  const { id } = await send(`fhir/R4/${body.resourceType}`, { ...body, ...at(1) })
  const reference = `${body.resourceType}/${String(id)}`
  for (let n = 2; n <= VERSIONS; n += 1) await send(`fhir/R4/${reference}`, { ...body, id, ...at(n) }, 'PUT')
  return reference
}

async function makeBots(
  send: Send,
  { project, policy, bots }: Pick<Options, 'project' | 'bots'> & { readonly policy: string },
): Promise<string> {
  let bot = ''
  for (let n = 0; n < bots; n += 1) {
    const { id } = await send(`admin/projects/${project}/bot`, {
      name: `Bot ${n}`,
      accessPolicy: { reference: policy },
    })
    bot = `Bot/${String(id)}`
  }
  await send(`fhir/R4/${bot}/$deploy`, { code: CODE, filename: 'bot.js' })
  const { membership } = (await send('auth/me')) as { readonly membership: { readonly id: string } }
  const at = `fhir/R4/ProjectMembership/${membership.id}`
  await send(at, { ...(await send(at)), readBotLogs: true }, 'PUT')
  for (let n = 0; n < RUNS; n += 1) await send(`fhir/R4/${bot}/$execute`, { patient: `Patient/${n}` })
  return bot
}
