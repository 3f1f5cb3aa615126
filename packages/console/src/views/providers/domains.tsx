import { type ReactNode, useState } from 'react'
import { useAct, useRead } from '#api'
import { useGo, useMay, useMe, useQuery } from '#frame'
import { useTexts } from '#language'
import { Answer, Button, Card, Chip, type Column, Empty, Field, Form, Page, Section, Table, Wrong } from '#parts'
import { Emergency } from './emergency.tsx'
import { ProviderChoice } from './provider-choice.tsx'
import { providersTexts } from './texts.ts'

/** A domain, as `/admin/projects/:id/domain` tells it. */
export interface Domain {
  readonly id: string
  readonly domain: string
  readonly status: 'pending' | 'proven' | 'suspended'
  readonly enforced: boolean
  readonly record: { readonly type: string; readonly name: string; readonly value: string }
  readonly provider?: { readonly reference: string }
  readonly identityProvider?: { readonly name?: string }
  readonly tested: boolean
  readonly people?: number
  readonly linked?: number
}

export default function Domains(): ReactNode {
  const t = useTexts(providersTexts)
  const { project } = useMe()
  const may = useMay()
  const domains = useRead<{ readonly domains: readonly Domain[] }>(`admin/projects/${project.id}/domain`)
  return (
    <Page title={t('domains')} lead={t('domains.lead')}>
      <Answer of={domains}>
        {({ domains: all }) => (all.length === 0 ? <Empty>{t('domains.empty')}</Empty> : <Rows domains={all} />)}
      </Answer>
      {may('change_domains') ? <Add /> : null}
      {may('set_emergency_account') ? <Emergency /> : null}
    </Page>
  )
}

function Rows({ domains }: { readonly domains: readonly Domain[] }): ReactNode {
  const t = useTexts(providersTexts)
  const columns: readonly Column<Domain>[] = [
    { name: 'domain', title: t('domain'), cell: ({ domain }) => domain },
    {
      name: 'state',
      title: t('state'),
      cell: ({ status }) => (
        <Chip tone={status === 'proven' ? 'good' : status === 'suspended' ? 'bad' : undefined}>
          {t(`domain.${status}`)}
        </Chip>
      ),
    },
    { name: 'enforced', title: t('domain.enforced'), cell: ({ enforced }) => (enforced ? t('yes') : t('no')) },
  ]
  const to = ({ id }: Domain): string => `domains/${id}`
  return <Table label={t('domains')} columns={columns} rows={domains} keyOf={({ id }) => id} to={to} />
}

function Add(): ReactNode {
  const t = useTexts(providersTexts)
  const { project } = useMe()
  const go = useGo()
  const [domain, setDomain] = useState('')
  const [provider, setProvider] = useState('')
  const act = useAct<Domain>()
  const [asked] = useQuery('add')
  const send = (): void => {
    const body = { domain, ...(provider === '' ? {} : { provider: { reference: provider } }) }
    act.mutate(
      { path: `admin/projects/${project.id}/domain`, body },
      { onSuccess: ({ body: made }) => go(`domains/${made.id}`) },
    )
  }
  return (
    <Section title={t('domain.add')}>
      <Card className="padded">
        <Form onSubmit={send} isBelow={asked !== 'true'}>
          <Field label={t('domain')} hint={t('domain.hint')} value={domain} onChange={setDomain} isRequired />
          <ProviderChoice value={provider} onChange={setProvider} />
          {act.error === null ? null : <Wrong error={act.error} />}
          <Button kind="primary" type="submit" isBusy={act.isPending}>
            {t('domain.add')}
          </Button>
        </Form>
      </Card>
    </Section>
  )
}
