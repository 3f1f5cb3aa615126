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
      resultsDir: undefined,
      only: PATH_NAMES,
      connections: [1, 16, 64],
      scale: undefined,
      security: false,
      bots: false,
      lists: false,
      console: false,
      attackSeconds: undefined,
    })
  })

  test('each one is read', () => {
    const words = [
      '--quick',
      '--json',
      'a.json',
      '--profile',
      '--peer',
      'http://127.0.0.1:8103',
      '--results',
      '--rounds',
      '7',
    ]
    expect(readArguments([...words, '--only', 'search,create', '--connections', '1,128'])).toEqual({
      help: false,
      quick: true,
      json: 'a.json',
      profile: 'tmp/profiles',
      peer: new URL('http://127.0.0.1:8103'),
      against: undefined,
      rounds: 7,
      results: true,
      resultsDir: undefined,
      only: ['search', 'create'],
      connections: [1, 128],
      scale: undefined,
      security: false,
      bots: false,
      lists: false,
      console: false,
      attackSeconds: undefined,
    })
    expect(readArguments(['--profile-dir', '/there'])).toMatchObject({ profile: '/there' })
    expect(readArguments(['--help']).help).toBe(true)
    expect(readArguments(['--against', 'main~3'])).toMatchObject({ against: 'main~3' })
    expect(readArguments(['--peer', 'https://fhir.example.org/'])).toMatchObject({
      peer: new URL('https://fhir.example.org/'),
    })
  })

  test('sizes are read with k and m, and the smallest comes first', () => {
    expect(readArguments(['--scale']).scale).toEqual([10_000, 100_000, 1_000_000])
    expect(readArguments(['--scale', '--sizes', '5m,1k,20000,1K']).scale).toEqual([1_000, 20_000, 5_000_000])
    const folder = import.meta.dirname
    expect(readArguments(['--scale', '--results-dir', folder])).toMatchObject({ results: true, resultsDir: folder })
  })

  test('what Bots cost is written where it is said', () => {
    const folder = import.meta.dirname
    expect(readArguments(['--bots', '--results'])).toMatchObject({ bots: true, results: true })
    expect(readArguments(['--bots', '--results-dir', folder])).toMatchObject({ results: true, resultsDir: folder })
  })

  test('an attack lasts as long as is said', () => {
    expect(readArguments(['--security', '--quick'])).toMatchObject({ security: true, attackSeconds: undefined })
    expect(readArguments(['--security', '--attack-seconds', '60']).attackSeconds).toBe(60)
  })

  test.each([
    [['--security', '--only', 'create'], '--only does not go with --security'],
    [['--security', '--scale'], '--scale does not go with --security'],
    [['--attack-seconds', '5'], '--attack-seconds goes with --security'],
    [['--security', '--attack-seconds', '0'], 'a whole number from 1 to 86400'],
    [['--bots', '--scale'], '--scale does not go with --bots'],
    [['--bots', '--connections', '4'], '--connections does not go with --bots'],
    [['--lists', '--rounds', '3'], '--rounds does not go with --lists'],
    [['--console', '--lists'], '--console does not go with --lists'],
    [['--fast'], 'fast'],
    [['more'], 'more'],
    [['--json'], 'json'],
    [['--json', '/not/there/a.json'], 'there is no folder /not/there'],
    [['--peer', 'keycloak'], 'the peer is the address of a server'],
    [['--peer', 'ftp://fhir.example.org'], 'the peer is the address of a server'],
    [['--rounds', '0'], 'a whole number from 1 to 50'],
    [['--only', 'read'], 'the paths are read-bearer'],
    [['--connections', '0'], 'whole numbers from 1 to 256'],
    [['--connections', '16,x'], 'whole numbers from 1 to 256'],
    [['--sizes', '1k,2k'], '--sizes goes with --scale'],
    [['--scale', '--sizes', '1k'], 'at least two sizes'],
    [['--scale', '--sizes', '1k,1000'], 'at least two sizes'],
    [['--scale', '--sizes', '1k,20'], 'numbers from 1k to 10m'],
    [['--scale', '--sizes', '1k,11m'], 'numbers from 1k to 10m'],
    [['--scale', '--sizes', '1k,2g'], 'numbers from 1k to 10m'],
    [['--scale', '--only', 'search'], '--only does not go with --scale'],
    [['--scale', '--against', 'main'], '--against does not go with --scale'],
    [['--results-dir', '/not/there'], 'there is no such folder'],
  ])('%j is refused with a sentence', (words, part) => {
    expect(() => readArguments(words)).toThrow(WrongArguments)
    expect(() => readArguments(words)).toThrow(part)
  })

  test('the help names every option and exit code', () => {
    const options = 'quick json profile profile-dir peer against rounds results only connections help'.split(' ')
    options.push('scale', 'sizes', 'results-dir', 'security', 'bots', 'lists', 'console')
    for (const option of options) expect(USAGE).toContain(`--${option}`)
    expect(USAGE).toMatch(/0 measured, 1 something failed, 2 wrong arguments/)
  })
})
