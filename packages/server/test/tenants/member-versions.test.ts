/** A member, or a provider, that somebody else has changed meanwhile is not removed, nor changed, unseen. */
import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshEmail, must, verdict } from '../identity/steps.ts'
import { type Office, startOffice } from './administrators.ts'

describe.each(storesForWalks())('the version of what is removed, on %s', (store) => {
  let office: Office
  beforeAll(async () => {
    office = await startOffice({ store })
  })
  afterAll(() => office.world.close())

  const call = (method: string, path: string, ifMatch?: string, json?: unknown): Promise<Answer> =>
    office.world.call(path, {
      method,
      token: office.owner.token,
      ...(json !== undefined && { json }),
      ...(ifMatch !== undefined && { headers: { 'If-Match': ifMatch } }),
    })
  const versionOf = async (path: string): Promise<string> => `W/"${must(await call('GET', path)).body.meta.versionId}"`
  const change = async (path: string, fields: object): Promise<void> => {
    const { body } = must(await call('GET', path))
    must(await call('PUT', path, undefined, { ...body, ...fields }))
  }

  test('a member is removed and changed in the version that was seen, or whatever it is where none is named', async () => {
    const { id } = must(await office.invite()).body
    const [stored, member] = [`fhir/R4/ProjectMembership/${id}`, `admin/projects/${office.owner.project}/members/${id}`]
    const seen = await versionOf(stored)
    await change(stored, { admin: true })
    expect(verdict(await call('DELETE', member, seen))).toBe('412 version_mismatch')
    const { body } = must(await call('GET', member))
    expect(verdict(await call('POST', member, seen, { ...body, admin: false }))).toBe('412 version_mismatch')
    expect(must(await call('GET', stored)).body.admin).toBe(true)
    must(await call('POST', member, await versionOf(stored), { ...body, admin: false }))
    // Of two at once in one version, one is too late.
    const now = await versionOf(stored)
    const both = await Promise.all(['a', 'b'].map(() => call('POST', member, now, { ...body, admin: true })))
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(both.filter(({ status }) => status === 409 || status === 412)).toHaveLength(1)
    must(await call('DELETE', member, await versionOf(stored)))
    expect((await call('GET', stored)).status).toBe(410)
    const other = must(await office.invite()).body.id
    await change(`fhir/R4/ProjectMembership/${other}`, { admin: true })
    must(await call('DELETE', `admin/projects/${office.owner.project}/members/${other}`))
  })

  test('an invitation is withdrawn in the version that was seen, or whatever it is where none is named', async () => {
    const invite = async (): Promise<string> => {
      const json = { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', email: freshEmail() }
      return must(await call('POST', `admin/projects/${office.owner.project}/invite`, undefined, json)).body.id
    }
    const invitationOf = (id: string): string => `admin/projects/${office.owner.project}/members/${id}/invitation`
    const id = await invite()
    const stored = `fhir/R4/ProjectMembership/${id}`
    const seen = await versionOf(stored)
    await change(stored, { admin: true })
    expect(verdict(await call('DELETE', invitationOf(id), seen))).toBe('412 version_mismatch')
    // Its link works on, and it is still to be withdrawn.
    must(await call('POST', invitationOf(id)))
    must(await call('DELETE', invitationOf(id), await versionOf(stored)))
    expect((await call('GET', stored)).status).toBe(410)
    const other = await invite()
    await change(`fhir/R4/ProjectMembership/${other}`, { admin: true })
    must(await call('DELETE', invitationOf(other)))
  })

  test('a provider is removed in the version that was seen', async () => {
    const identityProvider = { name: 'IdP', issuer: 'https://idp.example', clientId: 'a', clientSecret: 'a-secret' }
    const resource = {
      resourceType: 'ProjectIdentityProvider',
      identityProvider: { ...identityProvider, profileType: ['Practitioner'] },
    }
    const { id } = must(await call('POST', 'fhir/R4/ProjectIdentityProvider', undefined, resource)).body
    const path = `fhir/R4/ProjectIdentityProvider/${id}`
    const seen = await versionOf(path)
    await change(path, { active: false })
    expect(verdict(await call('DELETE', path, seen))).toBe('412 version_mismatch')
    must(await call('DELETE', path, await versionOf(path)))
    expect((await call('GET', path)).status).toBe(410)
  })
})
