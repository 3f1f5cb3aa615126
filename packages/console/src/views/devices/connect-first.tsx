import type { Project } from '@damson/sdk'
import type { ReactNode } from 'react'
import { fhirPages, searchPath, useAct, usePages, useRead } from '#api'
import { useMay, useMe } from '#frame'
import { useTexts } from '#language'
import { Answer, Button, Empty, Snippet, useChanging, Wrong } from '#parts'
import { configuration } from '#session'
import { connectingLines, PROGRAM_FILE } from './lines.ts'
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

/** The program that runs on the device, with the client by which it asks. */
export function OnDevice(): ReactNode {
  const t = useTexts(devicesTexts)
  const { isKnown, found, make } = useAskingClient()
  if (!isKnown) return null
  if (found === undefined)
    return (
      <>
        <p>{t('first.client.none')}</p>
        {make.error === null ? null : <Wrong error={make.error} />}
        <Button isBusy={make.isBusy} onPress={make.run}>
          {t('first.client.make')}
        </Button>
      </>
    )
  const lines = connectingLines({ baseUrl: configuration.baseUrl, clientId: found.id })
  return (
    <>
      <p>{t('first.program', { file: PROGRAM_FILE, run: `node ${PROGRAM_FILE}` })}</p>
      <Snippet text={lines} label={t('first.device')} isLong />
      <p className="soft">{t('first.own')}</p>
    </>
  )
}
