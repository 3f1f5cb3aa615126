import { randomUUID } from 'node:crypto'
import { type Answer, startWorld, type World } from '@damson/testkit'

/** A person with a password. */
export interface Person {
  readonly email: string
  readonly password: string
}

/** A server as in production (registered origins, mail, no open registration), with a project and its apps. */
export interface Clinic {
  readonly world: World
  readonly project: string
  /** Registers an app. */
  app(fields: object): Promise<string>
  /** A practitioner who has chosen a password. */
  member(): Promise<Person>
}

export async function startClinic(): Promise<Clinic> {
  const administrator = { email: 'admin@example.org', password: 'a quiet garden path' }
  const env = { DAMSON_ADMIN_EMAIL: administrator.email, DAMSON_ADMIN_PASSWORD: administrator.password }
  const world = await startWorld({ development: false, env })
  const signIn = async (): Promise<Answer> =>
    must(await world.actors.signIn(administrator.email, administrator.password))
  const { body } = await signIn()
  const project = String(body.project.reference).replace('Project/', '')
  const token = String(body.access_token)
  const admin = async (path: string, json: object): Promise<Answer> => {
    const ask = (token: string): Promise<Answer> => world.call(`admin/projects/${project}/${path}`, { json, token })
    const answer = await ask(token)
    // The tests travel in time, and tokens expire.
    return must(answer.status === 401 ? await ask(String((await signIn()).body.access_token)) : answer)
  }
  const policy = await world.actors.policy({ token, project } as Parameters<typeof world.actors.policy>[0], [
    { resourceType: 'Patient' },
    { resourceType: 'Observation' },
    { resourceType: 'Binary' },
  ])
  return {
    world,
    project,
    async app(fields) {
      const made = await admin('client', {
        name: 'Heart Diary',
        kind: 'app',
        tokenEndpointAuthMethod: 'none',
        firstParty: true,
        ...fields,
      })
      return String(made.body.id)
    },
    async member() {
      const person = { email: `grace-${randomUUID()}@example.org`, password: 'a quiet garden path' }
      await admin('invite', {
        resourceType: 'Practitioner',
        firstName: 'Grace',
        lastName: 'Hopper',
        email: person.email,
        scope: 'project',
        membership: { accessPolicy: { reference: policy } },
      })
      const { id, secret } = world.inbox.link(person.email)
      must(await world.call('auth/setpassword', { json: { id, secret, password: person.password } }))
      return person
    },
  }
}

function must(answer: Answer): Answer {
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`)
  return answer
}
