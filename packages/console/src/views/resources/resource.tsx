import type { Resource } from '@damson/sdk'
import type { ReactNode } from 'react'
import { useRead } from '#api'
import { useMay, useParam, useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { Answer, Copy, Editor, LinkButton, Page, Tabs } from '#parts'
import { whoSaw } from '../audit/search.ts'
import { Editing } from './editing.tsx'
import { History } from './history.tsx'
import { Outline } from './outline.tsx'
import { titleOf } from './summary.ts'
import { resourceTexts } from './texts.ts'
import { Warned } from './warned.tsx'
import './resources.css'

const TABS = ['outline', 'json', 'history', 'edit'] as const
type Tab = (typeof TABS)[number]

/** One resource: as an outline, as JSON, its versions, and to change it. */
export default function OneResource(): ReactNode {
  const t = useTexts(resourceTexts)
  const [type, id] = [useParam('type'), useParam('id')]
  const [asked, setTab] = useQuery('tab', 'outline')
  const tab = TABS.find((one) => one === asked) ?? 'outline'
  const path = `fhir/R4/${encodeURIComponent(type)}/${encodeURIComponent(id)}`
  const read = useRead<Resource>(path)
  const body = (
    <>
      <Tabs label={t('tabs')} tabs={TABS.map((name) => ({ name, title: t(`tab.${name}`) }))} value={tab} />
      {tab === 'history' ? (
        // What was deleted cannot be read, and still has a history.
        <History path={path} />
      ) : (
        <Answer of={read}>
          {(resource, { etag }) => <Content tab={tab} {...{ resource, etag, path }} onDone={() => setTab('')} />}
        </Answer>
      )}
    </>
  )
  return <Frame type={type} id={id} resource={read.data?.body} tab={tab} content={body} />
}

function Frame({
  type,
  id,
  resource,
  tab,
  content,
}: {
  readonly type: string
  readonly id: string
  readonly resource: Resource | undefined
  readonly tab: Tab
  readonly content: ReactNode
}): ReactNode {
  const t = useTexts(resourceTexts)
  const format = useFormat()
  const may = useMay()
  const title = resource === undefined ? undefined : titleOf({ ...resource })
  const { versionId, lastUpdated } = resource?.meta ?? {}
  return (
    <Page
      title={title === undefined ? `${type} ${id}` : `${type}: ${title}`}
      lead={
        <>
          <span className="mono">{`${type}/${id}`}</span> <Copy text={`${type}/${id}`} />
          {versionId === undefined || lastUpdated === undefined ? null : (
            <> · {t('version', { version: versionId, time: format.time(lastUpdated) })}</>
          )}
        </>
      }
      actions={
        <>
          <LinkButton to="resources" search={{ type }}>
            {t('back', { type })}
          </LinkButton>
          {type === 'Patient' && may('read_audit') ? (
            <LinkButton to="audit" search={whoSaw(`Patient/${id}`)}>
              {t('whoSaw')}
            </LinkButton>
          ) : null}
          {type === 'Patient' && resource !== undefined && may('make_activation_codes') ? (
            <LinkButton to="people/activation" search={{ patient: `Patient/${id}` }}>
              {t('activation')}
            </LinkButton>
          ) : null}
          {tab === 'edit' ? null : (
            <LinkButton to={`resources/${type}/${id}`} search={{ tab: 'edit' }} kind="primary">
              {t('edit')}
            </LinkButton>
          )}
        </>
      }
    >
      {content}
    </Page>
  )
}

function Content({
  tab,
  resource,
  etag,
  path,
  onDone,
}: {
  readonly tab: Tab
  readonly resource: Resource
  readonly etag: string | undefined
  readonly path: string
  readonly onDone: () => void
}): ReactNode {
  const t = useTexts(resourceTexts)
  if (tab === 'edit')
    return (
      <Warned resource={resource} onBack={onDone}>
        <Editing {...{ resource, etag, path, onDone }} />
      </Warned>
    )
  if (tab === 'json') return <Editor label={t('tab.json')} value={JSON.stringify(resource, undefined, 2)} isReadOnly />
  return <Outline resource={resource} />
}
