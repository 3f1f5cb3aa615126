import { type ReactNode, useState } from 'react'
import { useAct, useRead } from '#api'
import { useMay, useMe } from '#frame'
import { useFormat, useTexts } from '#language'
import {
  Answer,
  Browser,
  type BrowserProps,
  Button,
  type Column,
  Confirm,
  Empty,
  notify,
  Section,
  Since,
  type SinceProps,
  Table,
} from '#parts'
import type { Befallen } from './acts.tsx'
import { peopleTexts } from './texts.ts'

interface SignIn extends BrowserProps, SinceProps {
  readonly id: string
  readonly client?: { readonly reference: string; readonly display?: string }
  readonly lastUsedAt: string
}

/** Where the person is signed in now. */
export function SignIns({ membershipId, name }: Befallen): ReactNode {
  const t = useTexts(peopleTexts)
  const { project } = useMe()
  const path = `admin/projects/${project.id}/members/${membershipId}/sign-ins`
  const signIns = useRead<{ readonly signIns: readonly SignIn[] }>(path)
  return (
    <Section title={t('signIns')}>
      <Answer of={signIns}>
        {(body) =>
          body.signIns.length === 0 ? (
            <Empty>{t('signIns.none')}</Empty>
          ) : (
            <Rows path={path} name={name} signIns={body.signIns} />
          )
        }
      </Answer>
    </Section>
  )
}

interface RowsProps {
  readonly path: string
  readonly name: string
  readonly signIns: readonly SignIn[]
}

function Rows({ path, name, signIns }: RowsProps): ReactNode {
  const t = useTexts(peopleTexts)
  const format = useFormat()
  const [ending, setEnding] = useState<SignIn>()
  const mayEnd = useMay()('end_sign_ins')
  const columns: readonly Column<SignIn>[] = [
    { name: 'since', title: t('signIns.since'), holds: 'time', cell: (signIn) => <Since {...signIn} /> },
    { name: 'used', title: t('signIns.used'), holds: 'time', cell: ({ lastUsedAt }) => format.ago(lastUsedAt) },
    {
      name: 'app',
      title: t('signIns.app'),
      holds: 'long',
      cell: ({ client, ...signIn }) => (
        <>
          {client?.display ?? client?.reference ?? '–'}{' '}
          <small>
            <Browser {...signIn} />
          </small>
        </>
      ),
    },
    {
      name: 'end',
      title: t('signIns.end'),
      holds: 'act',
      cell: (signIn) => (
        <Button size="small" onPress={() => setEnding(signIn)}>
          {t('signIns.end')}
        </Button>
      ),
    },
  ]
  return (
    <>
      <Table
        label={t('signIns')}
        columns={mayEnd ? columns : columns.filter(({ name }) => name !== 'end')}
        rows={signIns}
        keyOf={({ id }) => id}
      />
      {ending === undefined ? null : (
        <Ending path={path} name={name} signIn={ending} onClose={() => setEnding(undefined)} />
      )}
    </>
  )
}

interface EndingProps {
  readonly path: string
  readonly name: string
  readonly signIn: SignIn
  readonly onClose: () => void
}

function Ending({ path, name, signIn: { id, client }, onClose }: EndingProps): ReactNode {
  const t = useTexts(peopleTexts)
  const { mutate, isPending, error } = useAct()
  const end = (): void =>
    mutate(
      { path: `${path}/${id}`, method: 'DELETE' },
      {
        onSuccess() {
          notify(t('signIns.ended', { name }))
          onClose()
        },
      },
    )
  return (
    <Confirm
      title={t('signIns.ask', { name })}
      isOpen
      onClose={onClose}
      action={t('signIns.end.one')}
      isBusy={isPending}
      error={error}
      onConfirm={end}
    >
      <p>{t('signIns.ask.text', { app: client?.display ?? client?.reference ?? '–' })}</p>
    </Confirm>
  )
}
