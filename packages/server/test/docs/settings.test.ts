import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { variableName } from '../../src/base/settings/read.ts'
import { readConfig, SETTINGS } from '../../src/config.ts'
import { allGuides, readGuide } from './guide.ts'

interface Row {
  readonly variable: string
  readonly key: string
  readonly byDefault: string
  readonly least: string | undefined
  readonly most: string | undefined
}

function settingsTable(): readonly Row[] {
  const rows = readGuide('operate.md').text.matchAll(
    /^\| `(?<variable>(?:DAMSON_|DATABASE_)\w+)` +\| `(?<key>[\w.]+)` +\| (?<byDefault>[^|]*)\|(?<range>[^|]*)\|/gm,
  )
  return [...rows].map(({ groups = {} }) => {
    const { variable = '', key = '', byDefault = '', range = '' } = groups
    const [least, most] = range.split('…').map((part) => part.trim() || undefined)
    return { variable, key, byDefault: byDefault.trim().replaceAll('`', ''), least, most }
  })
}

const settings = Object.entries(SETTINGS).flatMap(([module, schema]) => {
  const defaults: Readonly<Record<string, unknown>> = schema.parse({})
  return Object.keys(schema.shape).map((key) => ({
    variable: variableName(module, key),
    key: module === '' ? key : `${module}.${key}`,
    schema: schema as z.ZodObject,
    field: key,
    byDefault: defaults[key],
  }))
})

describe('the table of settings', () => {
  const table = settingsTable()

  test('has every setting of the code, each once, and no other', () => {
    expect(table.map(({ variable }) => variable).sort()).toEqual(settings.map(({ variable }) => variable).sort())
  })

  test.each(settings)('$variable is as the code has it', ({ variable, key, schema, field, byDefault }) => {
    const row = table.find((candidate) => candidate.variable === variable)
    expect(row?.key).toBe(key)
    if (typeof byDefault === 'number' || (typeof byDefault === 'string' && byDefault !== ''))
      expect(row?.byDefault).toBe(String(byDefault))
    else if (variable === 'DAMSON_BASE_URL') expect(row?.byDefault).toBe(readConfig({ env: {} }).config?.baseUrl)
    else expect(row?.byDefault).toMatch(/^(none|embedded)/)
    const takes = (value: number): boolean => schema.safeParse({ [field]: String(value) }).success
    if (typeof byDefault !== 'number') return expect([row?.least, row?.most]).toEqual([undefined, undefined])
    const [least, most] = [Number(row?.least), row?.most === undefined ? undefined : Number(row.most)]
    expect([takes(least), least === 0 || !takes(least - 1)]).toEqual([true, true])
    if (most === undefined) expect(takes(999_999_999_999)).toBe(true)
    else expect([takes(most), takes(most + 1)]).toEqual([true, false])
  })

  test('is what every other mention agrees with', () => {
    const known = new Set(['DAMSON_CONFIG', ...settings.map(({ variable }) => variable)])
    const named = allGuides().flatMap(({ text }) => text.match(/\b(?:DAMSON_[A-Z_]+|DATABASE_URL)\b/g) ?? [])
    expect(named.length).toBeGreaterThan(60)
    expect(named.filter((name) => !known.has(name))).toEqual([])
  })

  test('agrees with the limits in security.md', () => {
    const section = /^## Limits\n([\s\S]*?)^## /m.exec(readGuide('security.md').text)?.[1] ?? ''
    const allowed = [...section.matchAll(/\| ([\d,]+) +\|$/gm)].map(([, number = '']) =>
      Number(number.replaceAll(',', '')),
    )
    const { throttle } = SETTINGS
    const limits = throttle.parse({})
    expect(allowed).toEqual([
      limits.failedSignInsPerAccount,
      limits.wrongPasswordsInARow,
      limits.attemptsPerAddress,
      limits.wrongSecretsPerClient,
      // Refused token requests of nobody known: as many again.
      limits.attemptsPerAddress,
      limits.tokensPerClient,
      limits.exchangesPerClient,
      limits.fhirRequestsPerPerson,
      limits.fhirRequestsPerMachine,
      limits.lookUpsPerCaller,
      limits.signInsPerBrowser,
      limits.wrongCodesPerAccount,
      limits.wrongCodesPerSignIn,
      limits.mailsPerRecipient,
      limits.mailsPerProject,
      limits.mailsPerServer,
      limits.textsPerAccount,
      limits.textsPerNumber,
      limits.textsPerPrefix,
      limits.textsPerProject,
      limits.textsPerServer,
    ])
  })
})
