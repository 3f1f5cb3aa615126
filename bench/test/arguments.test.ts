import { describe, expect, test } from 'vitest'
import { readArguments, USAGE, WrongArguments } from '../src/arguments.ts'
import { PATH_NAMES } from '../src/paths.ts'

describe('the arguments of the bench', () => {
  test('without any, everything is measured at 1, 16 and 64 connections', () => {
    expect(readArguments([])).toEqual({
      help: false,
      quick: false,
      json: undefined,
      profile: undefined,
      peer: undefined,
      against: undefined,
      rounds: undefined,
      results: false,
      only: PATH_NAMES,
      connections: [1, 16, 64],
    })
  })

  test('each one is read', () => {
    const words = ['--quick', '--json', 'a.json', '--profile', '--peer', 'oidc-provider', '--results', '--rounds', '7']
    expect(readArguments([...words, '--only', 'search,create', '--connections', '1,128'])).toEqual({
      help: false,
      quick: true,
      json: 'a.json',
      profile: 'tmp/profiles',
      peer: 'oidc-provider',
      against: undefined,
      rounds: 7,
      results: true,
      only: ['search', 'create'],
      connections: [1, 128],
    })
    expect(readArguments(['--profile-dir', '/there'])).toMatchObject({ profile: '/there' })
    expect(readArguments(['--help']).help).toBe(true)
    expect(readArguments(['--against', 'main~3'])).toMatchObject({ against: 'main~3' })
    expect(readArguments(['--peer', 'https://fhir.example.org/'])).toMatchObject({
      peer: new URL('https://fhir.example.org/'),
    })
  })

  test.each([
    [['--fast'], 'fast'],
    [['more'], 'more'],
    [['--json'], 'json'],
    [['--json', '/not/there/a.json'], 'there is no folder /not/there'],
    [['--peer', 'keycloak'], 'the peer is oidc-provider'],
    [['--peer', 'ftp://fhir.example.org'], 'the peer is oidc-provider'],
    [['--rounds', '0'], 'a whole number from 1 to 50'],
    [['--only', 'read'], 'the paths are read-bearer'],
    [['--connections', '0'], 'whole numbers from 1 to 256'],
    [['--connections', '16,x'], 'whole numbers from 1 to 256'],
  ])('%j is refused with a sentence', (words, part) => {
    expect(() => readArguments(words)).toThrow(WrongArguments)
    expect(() => readArguments(words)).toThrow(part)
  })

  test('the help names every option and exit code', () => {
    const options = 'quick json profile profile-dir peer against rounds results only connections help'.split(' ')
    for (const option of options) expect(USAGE).toContain(`--${option}`)
    expect(USAGE).toMatch(/0 measured, 1 something failed, 2 wrong arguments/)
  })
})
