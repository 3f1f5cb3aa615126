import type { ReactNode } from 'react'
import { useRead } from '#api'
import { useMe } from '#frame'
import { useFormat, useTexts } from '#language'
import { Answer, type Column, Section, Table } from '#parts'
import { peopleTexts } from './texts.ts'

interface Used {
  readonly createdAt: string
  readonly lastUsedAt?: string
}

interface Ways {
  readonly hasPassword: boolean
  readonly isAddressProven: boolean
  readonly factors: readonly (Used & { readonly kind: 'totp' | 'email' | 'sms' })[]
  readonly passkeys: readonly (Used & { readonly product?: string; readonly isSynced: boolean })[]
  readonly recoveryCodes?: number
  readonly linked: readonly (Used & { readonly provider: string })[]
}

/** With what the person signs in: what to ask for when they have lost something. */
export function WaysIn({ membershipId }: { readonly membershipId: string }): ReactNode {
  const t = useTexts(peopleTexts)
  const { project } = useMe()
  const ways = useRead<Ways>(`admin/projects/${project.id}/members/${membershipId}/ways-in`)
  return (
    <Section title={t('ways')}>
      <Answer of={ways}>{(body) => <Rows ways={body} />}</Answer>
    </Section>
  )
}

interface Row {
  readonly what: string
  readonly more?: string
  readonly used?: Used
}

function Rows({ ways }: { readonly ways: Ways }): ReactNode {
  const t = useTexts(peopleTexts)
  const format = useFormat()
  const rows: readonly Row[] = [
    {
      what: ways.hasPassword ? t('ways.password') : t('ways.password.none'),
      more: ways.isAddressProven ? t('ways.proven') : t('ways.unproven'),
    },
    ...ways.factors.map((one) => ({ what: t(`ways.${one.kind}`), used: one })),
    ...ways.passkeys.map((one) => ({
      what: t('ways.passkey'),
      more: [one.product, one.isSynced ? t('ways.synced') : undefined].filter((part) => part !== undefined).join(', '),
      used: one,
    })),
    ...ways.linked.map((one) => ({ what: t('ways.linked', { provider: one.provider }), used: one })),
    ...(ways.recoveryCodes === undefined ? [] : [{ what: t('ways.codes', { count: ways.recoveryCodes }) }]),
  ]
  const columns: readonly Column<Row>[] = [
    {
      name: 'what',
      title: t('ways.what'),
      holds: 'long',
      cell: ({ what, more }) => (
        <>
          {what} {more === undefined || more === '' ? null : <small className="line">{more}</small>}
        </>
      ),
    },
    {
      name: 'since',
      title: t('signIns.since'),
      holds: 'time',
      cell: ({ used }) => (used === undefined ? '–' : format.time(used.createdAt)),
    },
    {
      name: 'used',
      title: t('signIns.used'),
      holds: 'time',
      cell: ({ used }) => (used?.lastUsedAt === undefined ? '–' : format.ago(used.lastUsedAt)),
    },
  ]
  // Two of a kind differ in nothing else, and have no state.
  const keyOf = (row: Row): string => String(rows.indexOf(row))
  return <Table label={t('ways')} columns={columns} rows={rows} keyOf={keyOf} />
}
