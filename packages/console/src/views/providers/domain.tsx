import { type ReactNode, useState } from 'react'
import { request, useAct, useRead } from '#api'
import { useGoOn, useMay, useMe, useParam } from '#frame'
import { useTexts } from '#language'
import {
  Button,
  Card,
  Chip,
  Confirm,
  Found,
  Link,
  notify,
  Page,
  Removing,
  Section,
  Snippet,
  useChanging,
  useTyped,
  Wrong,
} from '#parts'
import type { Domain } from './domains.tsx'
import { OwnProvider } from './move.tsx'
import { ProviderChoice, useProviderOptions } from './provider-choice.tsx'
import { providersTexts } from './texts.ts'
import { Trial } from './trial.tsx'

export default function OneDomain(): ReactNode {
  const t = useTexts(providersTexts)
  const { project } = useMe()
  const id = useParam('id')
  const path = `admin/projects/${project.id}/domain/${id}`
  const domain = useRead<Domain>(path)
  return (
    <Found title={t('domains')} of={domain}>
      {(body, { etag }) => <Shown domain={body} path={path} etag={etag} />}
    </Found>
  )
}

/** The four steps of a domain, in their order; nothing changes for anybody before the last. */
function Shown({ domain, ...at }: StepProps): ReactNode {
  const t = useTexts(providersTexts)
  const may = useMay()
  const mayChange = may('change_domains')
  const { status, enforced } = domain
  return (
    <Page
      title={domain.domain}
      lead={
        <>
          <Chip tone={status === 'proven' ? 'good' : status === 'suspended' ? 'bad' : undefined}>
            {t(`domain.${status}`)}
          </Chip>{' '}
          {enforced ? <Chip tone="good">{t('domain.enforced')}</Chip> : null}
        </>
      }
      actions={mayChange ? <RemoveDomain domain={domain} {...at} /> : null}
    >
      <Prove domain={domain} {...at} />
      {mayChange ? <With domain={domain} {...at} /> : null}
      {(domain.provider === undefined && domain.identityProvider === undefined) || !may('try_providers') ? null : (
        <Trial reference={domain.provider?.reference ?? `DomainConfiguration/${domain.id}`} />
      )}
      {mayChange ? <Enforce domain={domain} {...at} /> : null}
    </Page>
  )
}

interface StepProps {
  readonly domain: Domain
  readonly path: string
  readonly etag: string | undefined
}

function Prove({ domain, path }: StepProps): ReactNode {
  const t = useTexts(providersTexts)
  const may = useMay()
  const act = useAct()
  return (
    <Section title={t('prove')}>
      <p>{t('prove.lead')}</p>
      <Snippet label={t('prove.name')} isTitled text={domain.record.name} />
      <Snippet label={t('prove.value')} isTitled text={domain.record.value} />
      {act.error === null ? null : <Wrong error={act.error} />}
      {may('check_domains') ? (
        <Button
          isBusy={act.isPending}
          onPress={() => act.mutate({ path: `${path}/verify`, body: {} }, { onSuccess: () => notify(t('prove.done')) })}
        >
          {t('prove.check')}
        </Button>
      ) : null}
    </Section>
  )
}

function With({ domain, path, etag }: StepProps): ReactNode {
  const t = useTexts(providersTexts)
  const typed = useTyped({ body: domain, etag }, providerOf)
  const { meet, isBusy, error, dialog } = useChanging(typed.drop)
  const options = useProviderOptions()
  const provider = typed.value
  const shown = (reference: string): object => ({
    domain: domain.domain,
    provider: options.find(({ value }) => value === reference)?.text ?? (reference === '' ? null : reference),
  })
  const save = async (): Promise<void> => {
    const body = { provider: provider === '' ? null : { reference: provider } }
    await typed.save(() =>
      meet({
        mine: shown(provider),
        begun: shown(providerOf(typed.of.body)),
        ifMatch: typed.of.etag,
        send: (ifMatch) => request<Domain>(path, { method: 'POST', body, ifMatch }),
        theirs: async () => {
          const theirs = await request<Domain>(path)
          return { body: shown(providerOf(theirs.body)), etag: theirs.etag }
        },
      }),
    )
  }
  if (domain.identityProvider !== undefined)
    return <OwnProvider of={`DomainConfiguration/${domain.id}`} provider={domain.identityProvider} />
  return (
    <Section title={t('with')}>
      <Card className="padded">
        <ProviderChoice value={provider} onChange={typed.set} />
        {error === null ? null : <Wrong error={error} />}
        <Button isBusy={isBusy} isDisabled={provider === providerOf(typed.of.body)} onPress={() => void save()}>
          {t('with.save')}
        </Button>
        {dialog}
      </Card>
    </Section>
  )
}

const providerOf = ({ provider }: Domain): string => provider?.reference ?? ''

function Enforce({ domain, path, etag }: StepProps): ReactNode {
  const t = useTexts(providersTexts)
  const [isOpen, setOpen] = useState(false)
  const act = useAct()
  const { enforced, status, tested, people = 0, linked = 0 } = domain
  const way = enforced ? 'end' : 'begin'
  const shutOut = people > linked ? t('enforce.unlinked', { count: people - linked }) : t('enforce.nobody')
  const set = (to: boolean, ifMatch: string | undefined) =>
    act.mutateAsync({ path: `${path}/enforce`, body: { enforced: to }, ifMatch })
  const turn = async (): Promise<void> => {
    const turned = await set(!enforced, etag)
    setOpen(false)
    const undo = (): void => void set(enforced, turned.etag).catch((error: Error) => notify(error))
    notify(t(`enforce.${way}.done`, { domain: domain.domain }), undo)
  }
  return (
    <Section title={t('enforce')}>
      <Card className="padded">
        <p>{t('enforce.people', { count: people })}</p>
        {people === 0 ? null : <p>{shutOut}</p>}
        <Before {...domain} />
        <Button onPress={() => setOpen(true)} isDisabled={!enforced && (status !== 'proven' || !tested)}>
          {t(`enforce.${way}`)}
        </Button>
      </Card>
      {isOpen ? (
        <Confirm
          title={t(`enforce.${way}.heading`, { domain: domain.domain })}
          isOpen
          onClose={() => {
            act.reset()
            setOpen(false)
          }}
          action={t(`enforce.${way}`)}
          isBusy={act.isPending}
          error={act.error}
          onConfirm={() => void turn().catch(() => undefined)}
        >
          <p>{t(`enforce.${way}.lead`)}</p>
          {enforced || people === 0 ? null : <p>{shutOut}</p>}
        </Confirm>
      ) : null}
    </Section>
  )
}

/** What comes before the provider is required, in the order in which it is done. */
function Before({ enforced, status, tested }: Domain): ReactNode {
  const t = useTexts(providersTexts)
  if (enforced && tested && status === 'proven') return null
  return (
    <ol className="soft">
      {status === 'proven' ? null : <li>{t('enforce.unproven')}</li>}
      {tested ? null : <li>{t('enforce.untested')}</li>}
      {enforced ? null : (
        <li>
          <Link to="domains">{t('enforce.emergency')}</Link>
        </li>
      )}
    </ol>
  )
}

function RemoveDomain({ domain, path, etag }: StepProps): ReactNode {
  const t = useTexts(providersTexts)
  const go = useGoOn()
  return (
    <Removing
      path={path}
      of={{ body: domain, etag }}
      name={domain.domain}
      button={t('remove')}
      title={t('remove.heading', { name: domain.domain })}
      onRemoved={() => go('domains')}
    >
      <p>{t('domain.remove.lead')}</p>
    </Removing>
  )
}
