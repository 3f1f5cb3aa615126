import { startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'

let world: World
beforeAll(async () => {
  world = await startWorld({ mail: 'development' })
})
afterAll(() => world.close())

test('what a developer’s server would mail is in its inbox, with a link that works', async () => {
  const owner = await world.actors.owner()
  const invited = await world.call(`admin/projects/${owner.project}/invite`, {
    json: { resourceType: 'Practitioner', firstName: 'Julius', lastName: 'Hibbert', email: 'julius@example.org' },
    token: owner.token,
  })
  expect(invited.body.resourceType).toBe('ProjectMembership')

  const page = await world.call('dev/inbox')
  expect(page.headers.get('content-type')).toMatch(/^text\/html/)
  const { body: letters } = await world.call('dev/inbox', { headers: { Accept: 'application/json' } })
  expect(letters).toMatchObject([{ to: 'julius@example.org', subject: expect.stringMatching(/invited/) }])
  const [, id, secret] = /setpassword\/(\S+)\/(\S+)/.exec(letters[0].text) ?? []
  const set = await world.call('auth/setpassword', { json: { id, secret, password: 'a quiet garden path' } })
  expect(set.status, set.text).toBe(200)
})
