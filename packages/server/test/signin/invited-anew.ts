import { must } from '../identity/steps.ts'
import type { Hosted, Person } from './hosted.ts'

/** Somebody with an account whose role was taken away, and who is offered another one. */
export async function invitedAnew(hosted: Hosted): Promise<Person> {
  const person = await hosted.member('Practitioner')
  const { project, token } = hosted.clinic
  const at = `admin/projects/${project}/members`
  const { members } = must(await hosted.world.call(`${at}?_count=100`, { token })).body
  const member = members.find(({ profile }: { profile: { email: string } }) => profile.email === person.email)
  must(await hosted.world.call(`${at}/${member.id}`, { method: 'DELETE', token }))
  await hosted.invite(person.email, { resourceType: 'Patient' })
  return person
}
