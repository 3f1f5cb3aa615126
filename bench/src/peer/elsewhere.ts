import type { Stand } from '../measure/targets.ts'
import { type ClinicSize, createClinic } from '../stand/clinic.ts'
import type { LoadedObservation } from '../stand/load.ts'
import { machineOf, type Person } from '../stand/people.ts'

/** The credentials at a remote server, which its own set-up made. */
export interface PeerCredentials {
  readonly clientId: string
  readonly clientSecret: string
  /** For the path that signs in with a password. */
  readonly person: Person | undefined
}

const SIZE: ClinicSize = { patients: 50, observations: 1_000 }

/**
 * Makes a stand from any server with the same protocol, Damson or not. It needs only a client that may write Patients
 * and Observations, and first creates there what it will read.
 */
export async function standElsewhere(
  url: string,
  { clientId, clientSecret, person }: PeerCredentials,
  say: (line: string) => void,
  size: ClinicSize = SIZE,
): Promise<Stand> {
  const base = url.replace(/\/$/, '')
  const machine = await machineOf(base, clientId, clientSecret)
  say(`Creating ${size.observations} Observations at ${base}.`)
  const create = async (resource: {
    readonly resourceType: string
    readonly [field: string]: unknown
  }): Promise<string> => {
    const answer = await fetch(`${base}/fhir/R4/${resource.resourceType}`, {
      method: 'POST',
      headers: { Authorization: machine.bearer, 'Content-Type': 'application/fhir+json' },
      body: JSON.stringify({ ...resource, id: undefined }),
    })
    const body = (await answer.json()) as { readonly id?: string }
    if (answer.status !== 201 || body.id === undefined)
      throw new Error(
        `${base} refused a ${resource.resourceType}: ${answer.status} ${JSON.stringify(body).slice(0, 300)}`,
      )
    return body.id
  }
  const clinic = createClinic(size)
  const patients = new Map<string, string>()
  for (const patient of clinic.patients())
    patients.set(`Patient/${patient.id}`, `Patient/${await create({ ...patient })}`)
  const observations: LoadedObservation[] = []
  for (const observation of clinic.observations()) {
    const subject = patients.get(observation.subject?.reference ?? '') ?? ''
    observations.push({
      id: await create({ ...observation, subject: { reference: subject } }),
      subject,
      code: observation.code.coding?.[0]?.code ?? '',
      date: observation.effectiveDateTime ?? '',
    })
  }
  const unknown = (): never => {
    throw new Error('This path cannot be driven on a server elsewhere.')
  }
  return {
    urls: { server: base, floor: '' },
    pids: { server: 0, floor: 0 },
    postmasterPid: undefined,
    people: {
      project: '',
      profile: '',
      machines: [machine],
      person: person ?? { email: '', password: '' },
      bearer: machine.bearer,
    },
    observations,
    search: unknown,
    codes: { make: unknown, refreshTokens: unknown },
    refreshTokens: [],
    visits: [],
  }
}
