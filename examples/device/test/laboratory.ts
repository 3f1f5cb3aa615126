import { DamsonClient, type DamsonClientOptions, type Observation, type Resource, type WithId } from '@damson/sdk'
import { type Machine, type Owner, startWorld, type World } from '@damson/testkit'
import { createDesk, type Desk } from '../src/analyzer/desk.ts'
import { createLogin } from '../src/host/login.ts'

export const MRN = 'https://hillside.example/mrn'
export const RESULTS = 'https://hillside.example/results'

/** A server with two patients, an analyzer, and what it wrote. */
export interface Laboratory {
  readonly world: World
  readonly owner: Owner
  readonly machine: Machine
  readonly patients: readonly string[]
  desk(options?: Partial<DamsonClientOptions> & { readonly machine?: Machine; readonly logged?: string[] }): Desk
  observations(): Promise<readonly WithId<Observation>[]>
  create(resource: Resource): Promise<string>
}

export async function startLaboratory(): Promise<Laboratory> {
  const world = await startWorld({ shared: true })
  const owner = await world.actors.owner()
  const machine = await world.actors.machine(owner, {
    kind: 'device',
    accessPolicy: await world.actors.policy(owner, [
      { resourceType: 'Patient', interaction: ['search'] },
      { resourceType: 'Observation', interaction: ['search', 'create'] },
    ]),
  })
  const asOwner = new DamsonClient({ baseUrl: world.baseUrl, accessToken: owner.token })
  const create = async (resource: Resource): Promise<string> => (await asOwner.createResource(resource)).id
  const patient = (value: string, birthDate: string): Promise<string> =>
    create({
      resourceType: 'Patient',
      birthDate,
      identifier: [
        { system: MRN, value },
        { system: 'urn:other', value: `other-${value}` },
      ],
    })
  const patients = [await patient('100001', '1980-04-01'), await patient('100002', '1990-12-24')]
  return {
    world,
    owner,
    machine,
    patients,
    create,
    desk({ machine: other = machine, logged = [], ...options } = {}) {
      const client = new DamsonClient({ baseUrl: world.baseUrl, maxRetryTime: 20, ...options })
      const now = (): Date => new Date()
      const signIn = createLogin(client, other.id, other.secret, now)
      return createDesk({
        client,
        signIn,
        authorities: new Map([
          ['HILLSIDE', MRN],
          ['OTHER', 'urn:other'],
        ]),
        timeZone: 'Europe/Berlin',
        resultSystem: RESULTS,
        now,
        log: (line) => logged.push(line),
      })
    },
    observations: () => asOwner.searchResources('Observation', { _sort: '_id', _count: '1000' }),
  }
}

let count = 0

/** A message of these OBX segments (from OBX-2 on); what is not named is as it should be. */
export function messageOf(
  obx: readonly string[],
  other: {
    readonly id?: string
    readonly pid?: string
    readonly header?: Readonly<Record<number, string>>
    readonly obr?: string
    readonly set?: string
  } = {},
): Buffer {
  const { id = `T${++count}`, pid = '100001^^^HILLSIDE^MR', obr = '1||S1|24323-8^Panel^LN|||20261124081500' } = other
  const header = ['MSH', '^~\\&', 'CHEM1', 'LAB', 'DAMSON', 'HILLSIDE', '20261124083000+0100', '']
  header.push('ORU^R01^ORU_R01', id, 'P', '2.5.1', '', '', '', '', '', other.set ?? 'UNICODE UTF-8')
  for (const [field, text] of Object.entries(other.header ?? {})) header[Number(field) - 1] = text
  const results = obx.map((fields, index) => `OBX|${index + 1}|${fields}`)
  return Buffer.from([header.join('|'), `PID|1||${pid}`, `OBR|${obr}`, ...results, ''].join('\r'))
}
