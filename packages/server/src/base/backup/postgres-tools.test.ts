import { describe, expect, it } from 'vitest'
import { environmentOf } from './postgres-tools.ts'

describe('the environment of a PostgreSQL tool', () => {
  it('names the place as the URL does, with the password nowhere else', () => {
    const url =
      'postgres://sm%40rt:p%2Fw%3A%25@db.example.org:6543/dam%20son' +
      '?sslmode=verify-full&sslrootcert=/etc/ca.pem&application_name=x'
    // `pg` reads the certificate when it parses the URL, and libpq when it connects.
    const withoutFile = url.replace('&sslrootcert=/etc/ca.pem', '')
    expect(environmentOf(withoutFile)).toMatchObject({
      PGHOST: 'db.example.org',
      PGPORT: '6543',
      PGUSER: 'sm@rt',
      PGPASSWORD: 'p/w:%',
      PGDATABASE: 'dam son',
      PGSSLMODE: 'verify-full',
    })
    const values = Object.entries(environmentOf(withoutFile)).filter(([, value]) => value?.includes('p/w') === true)
    expect(values.map(([name]) => name)).toEqual(['PGPASSWORD'])
  })

  it.each([
    ['postgres://a@b/c', undefined],
    ['postgres://a@b/c?ssl=true', 'require'],
    ['postgres://a@b/c?sslmode=no-verify', 'require'],
    ['postgres://a@b/c?sslmode=disable', 'disable'],
  ])('asks for TLS as %s does: %s', (url, mode) => {
    expect(environmentOf(url).PGSSLMODE).toBe(mode)
  })

  it('holds no secret of the program', () => {
    process.env.DAMSON_KEY = 'the key'
    try {
      expect(JSON.stringify(environmentOf('postgres://a@b/c'))).not.toContain('the key')
    } finally {
      delete process.env.DAMSON_KEY
    }
  })
})
