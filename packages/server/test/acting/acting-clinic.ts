/** A practice whose server acts for its people. */
import type { Answer, CallOptions, Machine, WorldOptions } from '@damson/testkit'
import { type Clinic, startClinic } from '../fhir/clinic.ts'
import { begin, freshEmail, must, PASSWORD, redeem } from '../identity/steps.ts'

export interface Member {
  readonly email: string
  readonly token: string
  readonly userId: string
  readonly membership: string
  readonly profile: string
}

export interface Acting extends Machine {
  readonly token: string
  /** Its membership's id. */
  readonly membership: string
}

export interface ActingClinic extends Clinic {
  /** Somebody invited by the owner who has signed in. */
  member(fields?: object): Promise<Member>
  /** A client with a policy for these entries, that may act for these people. */
  acting(entries: readonly object[], actFor: readonly object[] | undefined, extra?: object): Promise<Acting>
  /** Changes a resource, by default as the owner. */
  change(path: string, fields: object, options?: CallOptions): Promise<Answer>
  /** A FHIR request for a person. */
  actFor(person: string, path: string, by: CallOptions): Promise<Answer>
}

export const ON_BEHALF = 'X-Medplum-On-Behalf-Of'

export async function startActingClinic(options: WorldOptions): Promise<ActingClinic> {
  const clinic = await startClinic(options)
  const { owner, call, fhir } = clinic
  const change: ActingClinic['change'] = async (path, fields, options = {}) => {
    const { body } = must(await fhir(path))
    return fhir(path, { method: 'PUT', json: { ...body, ...fields }, ...options })
  }
  return {
    ...clinic,
    change,
    async member(fields = {}) {
      const email = freshEmail()
      const json = { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', email, ...fields }
      const invited = must(await call(`admin/projects/${owner.project}/invite`, { json, token: owner.token }))
      must(await call('auth/setpassword', { json: { ...clinic.inbox.link(email), password: PASSWORD } }))
      const { body } = must(await redeem(call, await begin(call, { email, projectId: owner.project })))
      return {
        email,
        token: body.access_token,
        userId: invited.body.user.reference.slice('User/'.length),
        membership: invited.body.id,
        profile: invited.body.profile.reference,
      }
    },
    async acting(entries, actFor, extra = {}) {
      const machine = await clinic.server(entries, extra)
      const found = must(await fhir(`ProjectMembership?user=ClientApplication/${machine.id}`))
      const membership: string = found.body.entry[0].resource.id
      if (actFor !== undefined) must(await change(`ProjectMembership/${membership}`, { actFor }))
      return { ...machine, membership }
    },
    actFor: (person, path, by) => fhir(path, { ...by, headers: { [ON_BEHALF]: person, ...by.headers } }),
  }
}
