import type { Project } from '@damson/sdk'
import type { ReactNode } from 'react'
import { fhirPages, searchPath, useAct, usePages, useRead } from '#api'
import { useMay, useMe } from '#frame'
import { useTexts } from '#language'
import { Answer, Button, Empty, Section, Snippet, useChanging, Wrong } from '#parts'
import { configuration } from '#session'
import { devicesTexts } from './texts.ts'

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
const SETTING = 'deviceEnrolment'

/** Once for a project: devices may be connected at all. */
export function TurnOn(): ReactNode {
  const t = useTexts(devicesTexts)
  const { project } = useMe()
  const may = useMay()
  const path = `fhir/R4/Project/${project.id}`
  const read = useRead<Project>(may('change_project') ? path : undefined)
  if (!may('change_project')) return <Empty>{t('first.off')}</Empty>
  return <Answer of={read}>{(body, { etag }) => <Switch path={path} project={body} etag={etag} />}</Answer>
}

interface SwitchProps {
  readonly path: string
  readonly project: Project
  readonly etag: string | undefined
}

function Switch({ path, project, etag }: SwitchProps): ReactNode {
  const t = useTexts(devicesTexts)
  const { change, isBusy, error, dialog } = useChanging()
  const { found, make } = useAskingClient()
  const on = async (): Promise<void> => {
    const others = (project.setting ?? []).filter(({ name }) => name !== SETTING)
    const setting = [...others, { name: SETTING, valueBoolean: true }]
    if ((await change(path, { ...project, setting }, etag)) && found === undefined) make.run()
  }
  return (
    <Empty
      action={
        <Button kind="primary" isBusy={isBusy} onPress={() => void on()}>
          {t('first.on')}
        </Button>
      }
    >
      {t('first.off')}
      {error === null ? null : <Wrong error={error} />}
      {dialog}
    </Empty>
  )
}

const PAGES = fhirPages('ClientApplication')

interface Asking {
  readonly isKnown: boolean
  readonly found: { readonly id: string } | undefined
  readonly make: { readonly run: () => void; readonly isBusy: boolean; readonly error: Error | null }
}

/** The client by which devices ask; a project needs one. */
function useAskingClient(): Asking {
  const t = useTexts(devicesTexts)
  const { project } = useMe()
  const { mutate, isPending, error: problem } = useAct()
  const { rows, isLoading, error } = usePages(searchPath('ClientApplication', { kind: 'app', _count: '500' }), PAGES)
  const found = rows.find(
    ({ grantType = [], status = 'active' }) => status === 'active' && grantType.join() === DEVICE_GRANT,
  )
  const body = { name: t('first.client'), kind: 'app', tokenEndpointAuthMethod: 'none', grantType: [DEVICE_GRANT] }
  const run = (): void => mutate({ path: `admin/projects/${project.id}/client`, body })
  return { isKnown: !isLoading && error === null, found, make: { run, isBusy: isPending, error: problem } }
}

/** The client by which devices ask. It opens nothing, so its id may stand in a manual. */
export function AskingClient(): ReactNode {
  const t = useTexts(devicesTexts)
  const { isKnown, found, make } = useAskingClient()
  if (!isKnown) return null
  return (
    <Section title={t('first.device')}>
      {found === undefined ? (
        <>
          <p>{t('first.client.none')}</p>
          {make.error === null ? null : <Wrong error={make.error} />}
          <Button isBusy={make.isBusy} onPress={make.run}>
            {t('first.client.make')}
          </Button>
        </>
      ) : (
        <>
          <p>{t('first.client.there')}</p>
          <Snippet text={`BASE_URL=${configuration.baseUrl}\nCLIENT_ID=${found.id}`} label="BASE_URL, CLIENT_ID" />
        </>
      )}
    </Section>
  )
}
