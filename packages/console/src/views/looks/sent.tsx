import { type ReactNode, useMemo } from 'react'
import { type Paged, useAct, usePages } from '#api'
import { useMay, useMe, useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { Button, Chip, Choice, type Column, Empty, List, Section, Wrong } from '#parts'
import { configuration } from '#session'
import { emailNames } from './email-names.ts'
import { looksTexts } from './texts.ts'

interface SentMail {
  readonly id: string
  readonly kind: string
  readonly to?: string
  readonly state: 'waiting' | 'accepted' | 'kept' | 'refused' | 'expired'
  readonly problem?: string
  readonly createdAt: string
}

interface SentMails {
  readonly emails: readonly SentMail[]
  readonly next?: string
}

/** `kept` is only of servers in development. */
const STATES = ['all', 'waiting', 'accepted', 'kept', 'refused', 'expired'] as const
const TONES = { waiting: undefined, accepted: 'good', kept: undefined, refused: 'bad', expired: 'bad' } as const
const keyOf = ({ id }: SentMail): string => id
const { inboxUrl } = configuration

/** What was sent, what waits and what failed, with a way to try again. */
export function Sent(): ReactNode {
  const t = useTexts(looksTexts)
  const { project } = useMe()
  const { mutate, error } = useAct()
  const [state, setState] = useQuery('state', 'all')
  const base = `admin/projects/${project.id}/emails`
  const query = new URLSearchParams({ _count: '50', ...(state === 'all' ? {} : { state }) })
  const pages = usePages(`${base}?${query.toString()}`, usePaged(base))
  const columns = useColumns((id) => mutate({ path: `${base}/${id}/send`, body: {} }))
  return (
    <Section title={t('sent')}>
      <div className="filters">
        <Choice
          label={t('sent.state')}
          value={state}
          onChange={setState}
          options={STATES.filter((one) => one !== 'kept' || inboxUrl !== undefined || state === 'kept').map((one) => ({
            value: one,
            text: t(`sent.${one}`),
          }))}
        />
      </div>
      {error === null ? null : <Wrong error={error} />}
      <List
        label={t('sent')}
        pages={pages}
        columns={columns}
        keyOf={keyOf}
        isFiltered={state !== 'all'}
        empty={<Empty>{t('sent.empty')}</Empty>}
      />
    </Section>
  )
}

function usePaged(base: string): Paged<SentMails, SentMail> {
  return useMemo(
    () => ({
      rows: ({ emails }) => emails,
      next: ({ next }) =>
        next === undefined ? undefined : `${base}?${new URLSearchParams({ _count: '50', _cursor: next }).toString()}`,
    }),
    [base],
  )
}

function useColumns(again: (id: string) => void): readonly Column<SentMail>[] {
  const t = useTexts(looksTexts)
  const mayAgain = useMay()('send_mails')
  const format = useFormat()
  return [
    { name: 'to', title: t('sent.to'), holds: 'long', cell: ({ to }) => to ?? '–' },
    { name: 'kind', title: t('emails.which'), cell: ({ kind }) => emailNames(t)(kind) },
    {
      name: 'state',
      title: t('sent.state'),
      cell: ({ state, problem }) => (
        <>
          <Chip tone={TONES[state]}>
            {state === 'kept' && inboxUrl !== undefined ? (
              <a href={inboxUrl} target="_blank" rel="noreferrer">
                {t('sent.kept')}
              </a>
            ) : (
              t(`sent.${state}`)
            )}
          </Chip>{' '}
          <small>{problem}</small>
        </>
      ),
    },
    { name: 'when', title: t('sent.when'), holds: 'time', cell: ({ createdAt }) => format.ago(createdAt) },
    {
      name: 'again',
      title: t('sent.again'),
      holds: 'act',
      cell: ({ id, state }) =>
        mayAgain && (state === 'refused' || state === 'waiting') ? (
          <Button size="small" onPress={() => again(id)}>
            {t('sent.again')}
          </Button>
        ) : null,
    },
  ]
}
