import { describe, expect, it } from 'vitest'
import { faultOfServerError, SqlFault, StoreUnavailable, UniqueViolation } from './faults.ts'

const secret = 'pat@example.org'

describe('an error of the server', () => {
  it.each([
    ['08006', 'connection'],
    ['08P01', 'connection'],
    ['25006', 'read_only'],
    ['25P03', 'timeout'],
    ['53100', 'resources'],
    ['53200', 'resources'],
    ['53300', 'too_many_connections'],
    ['55P03', 'lock_timeout'],
    ['57014', 'canceled'],
    ['57P01', 'shutdown'],
    ['57P02', 'shutdown'],
    ['57P03', 'shutdown'],
    ['58030', 'resources'],
  ])('%s is an outage: %s', (code, outage) => {
    const fault = faultOfServerError({ code, message: secret }, 'users.find')
    expect(fault).toBeInstanceOf(StoreUnavailable)
    expect(fault).toMatchObject({ outage, code })
    expect(fault.message).not.toContain(secret)
    expect(fault.message).toMatch(/^[A-Z].*\.?$/)
  })

  it('of a unique constraint names it', () => {
    const fault = faultOfServerError(
      {
        code: '23505',
        message: 'duplicate key value violates unique constraint "users_email_key"',
        constraint: 'users_email_key',
        table: 'users',
        routine: '_bt_check_unique',
      },
      'users.add',
    )
    expect(fault).toBeInstanceOf(UniqueViolation)
    expect(fault).toBeInstanceOf(SqlFault)
    expect(fault).toMatchObject({ constraint: 'users_email_key', table: 'users', statement: 'users.add' })
    expect(fault.message).toBe('SQLSTATE 23505 in users.add: _bt_check_unique (users_email_key, users)')
  })

  it.each([
    ['40001', 'TransactionConflict'],
    ['40P01', 'TransactionConflict'],
    ['22021', 'UnstorableText'],
    ['22P05', 'UnstorableText'],
    ['22P02', 'SqlFault'],
    ['23503', 'SqlFault'],
    ['23514', 'SqlFault'],
    ['42501', 'SqlFault'],
    ['XX000', 'SqlFault'],
  ])('%s is a %s', (code, name) => {
    expect(faultOfServerError({ code }).name).toBe(name)
  })

  it.each(['22P02', '22007', '23502', '23503', '23514', '23505', '21000', 'XX000', '55000'])(
    '%s says nothing of what was sent',
    (code) => {
      const message = `invalid input syntax for type uuid: "${secret}"`
      const fault = faultOfServerError({ code, message, routine: 'string_to_uuid' }, 'x')
      expect(`${fault.message} ${fault.stack} ${JSON.stringify(fault)}`).not.toContain(secret)
      expect(fault.cause).toBeUndefined()
    },
  )

  it.each(['42703', '42601', '42P01', '0A000', '25P02', 'P0001'])('%s says what is wrong with the text', (code) => {
    const fault = faultOfServerError({ code, message: 'column "x" does not exist' }, 'users.find')
    expect(fault.message).toBe(`SQLSTATE ${code} in users.find: column "x" does not exist`)
  })

  it('without a code is an internal one', () => {
    expect(faultOfServerError({ message: secret })).toMatchObject({ code: 'XX000' })
  })
})
