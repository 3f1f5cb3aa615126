import type { ClientApplication } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { useAct, useRead } from '#api'
import { useGo, useMay, useMe, useParam } from '#frame'
import { useFormat, useTexts } from '#language'
import { Button, Confirm, Empty, Facts, Found, Link, notify, Page, Section, useChanging, Wrong } from '#parts'
import { MemberPolicy } from '../people/membership/member-policy.tsx'
import { MakePolicy } from '../policies/make-policy.tsx'
import { State } from './devices.tsx'
import { actPath, type Device, type Devices, isForDevice, pageOf, SENDS_RESULTS } from './listed.ts'
import { devicesTexts } from './texts.ts'

export default function DevicePage(): ReactNode {
  const t = useTexts(devicesTexts)
  const id = useParam('id')
  const { project } = useMe()
  const read = useRead<Devices>(pageOf(project.id, id))
  if (pageOf(project.id, id) === undefined) return <NotThere />
  return (
    <Found of={read} title={t('heading')}>
      {({ devices }) => {
        const device = devices.find((one) => one.id === id)
        return device === undefined ? (
          <NotThere />
        ) : (
          <Page title={device.name ?? id} lead={t('one.lead')} actions={<Acts device={device} />}>
            <Details device={device} />
          </Page>
        )
      }}
    </Found>
  )
}

function NotThere(): ReactNode {
  const t = useTexts(devicesTexts)
  return (
    <Page title={t('heading')}>
      <Empty action={<Link to="devices">{t('one.back')}</Link>}>{t('one.none')}</Empty>
    </Page>
  )
}

function Details({ device }: { readonly device: Device }): ReactNode {
  const t = useTexts(devicesTexts)
  const format = useFormat()
  const time = (at: string | null): string | undefined =>
    at === null ? undefined : `${format.ago(at)} (${format.time(at)})`
  const may = useMay()
  const { id, signs, connectedAt, keySince, lastUsedAt, lastAddress, program, lastBasicAt, ended } = device
  return (
    <>
      <Section title={t('details')}>
        <Facts
          facts={[
            [t('state'), <State key="state" device={device} />],
            [t('ended'), ended && t(`ended.${ended.as}`, { at: format.time(ended.at) })],
            [t('proof'), signs ? t('proof.key') : t('proof.secret')],
            [t('key.age'), time(keySince)],
            [t('connected'), time(connectedAt)],
            [t('used'), time(lastUsedAt) ?? t('never')],
            [t('address'), lastAddress],
            [t('program'), program],
            [t('basic.last'), lastBasicAt === null ? undefined : <LastBasic key="basic" at={time(lastBasicAt)} />],
            [
              t('id'),
              <span key="id" className="mono">
                {id}
              </span>,
            ],
          ]}
        />
        <p>
          <Link to={`devices/${id}/program`}>{t('one.more')}</Link>
        </p>
      </Section>
      {may('change_machines') ? (
        <Section title={t('policy.heading')}>
          <MemberPolicy
            of={`ClientApplication/${id}`}
            label={t('policy')}
            hint={t('policy.hint')}
            none={<p className="soft">{t('policy.none')}</p>}
            isFit={isForDevice}
            make={(onMade) => <MakePolicy first={SENDS_RESULTS} onMade={onMade} />}
            absent={t('policy.absent')}
          />
        </Section>
      ) : null}
    </>
  )
}

/** When it last sent its secret with a request, what that means, and where that is ended. */
function LastBasic({ at }: { readonly at: string | undefined }): ReactNode {
  const t = useTexts(devicesTexts)
  return (
    <>
      {at}
      <div className="soft">{t('basic.hint')}</div>
      <Link to="devices">{t('basic.where')}</Link>
    </>
  )
}

function Acts({ device }: { readonly device: Device }): ReactNode {
  const t = useTexts(devicesTexts)
  const { project } = useMe()
  const may = useMay()
  const go = useGo()
  const act = useAct()
  const { change, isBusy, error, dialog } = useChanging()
  const [asked, ask] = useState<'replace' | 'revoke' | 'lost'>()
  const name = device.name ?? device.id
  const client = `fhir/R4/ClientApplication/${device.id}`
  const resource = useRead<ClientApplication>(client)
  const on = async (): Promise<void> => {
    const { data } = await resource.refetch()
    if (data === undefined) return
    if (await change(client, { ...data.body, status: 'active' }, data.etag)) notify(t('on.done', { name }))
  }
  const run = async (what: 'replace' | 'revoke' | 'lost'): Promise<void> => {
    await act.mutateAsync({ path: actPath(project.id, device.id, what), body: {} })
    ask(undefined)
    if (what === 'replace') go('devices/new')
    else notify(t(`${what}.done`, { name }), what === 'revoke' ? () => void on() : undefined)
  }
  const isLost = device.ended?.as === 'lost'
  return (
    <>
      {isLost || !may(device.active ? 'end_devices' : 'manage_clients') ? null : (
        <Button isBusy={isBusy} onPress={() => (device.active ? ask('revoke') : void on())}>
          {t(device.active ? 'revoke' : 'on')}
        </Button>
      )}
      {may('connect_devices') ? <Button onPress={() => ask('replace')}>{t('replace')}</Button> : null}
      {isLost || !may('end_devices') ? null : (
        <Button kind="danger" onPress={() => ask('lost')}>
          {t('lost')}
        </Button>
      )}
      {error === null ? null : <Wrong error={error} />}
      {asked === undefined ? null : (
        <Confirm
          title={t(`${asked}.title`, { name })}
          isOpen
          onClose={() => ask(undefined)}
          action={t(asked)}
          {...(asked === 'lost' && { name })}
          isBusy={act.isPending}
          error={act.error}
          onConfirm={() => void run(asked).catch(() => undefined)}
        >
          <p>{t(`${asked}.will`)}</p>
        </Confirm>
      )}
      {dialog}
    </>
  )
}
