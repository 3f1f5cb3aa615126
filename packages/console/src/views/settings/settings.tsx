import type { Project } from '@damson/sdk'
import type { ReactNode } from 'react'
import { type Answer as ApiAnswer, useRead } from '#api'
import { useMe, useQuery } from '#frame'
import { useFormat, useTexts } from '#language'
import { Button, type Draft, Found, Lockout, notify, Page, Tabs, useDraft, Wrong } from '#parts'
import { Addresses } from './addresses.tsx'
import { AsText } from './as-text.tsx'
import { SettingFields } from './fields.tsx'
import { SETTINGS, type Setting } from './known.ts'
import { Policies } from './policies.tsx'
import { Members } from './project.tsx'
import { Roles } from './roles.tsx'
import { settingsTexts } from './texts.ts'
import { changesOf, givenTo, isWithin, valueOf } from './values.ts'

const TABS = ['project', 'proof', 'sessions', 'people', 'roles', 'addresses', 'bots', 'text'] as const
type Tab = (typeof TABS)[number]

/** What the project demands of people, and what it allows them. */
export default function ProjectSettings(): ReactNode {
  const t = useTexts(settingsTexts)
  const { project } = useMe()
  const path = `fhir/R4/Project/${project.id}`
  const read = useRead<Project>(path)
  return (
    <Found title={t('heading')} of={read}>
      {(_, answer) => <Shown path={path} answer={answer} />}
    </Found>
  )
}

interface ShownProps {
  readonly path: string
  readonly answer: ApiAnswer<Project>
}

function Shown({ path, answer }: ShownProps): ReactNode {
  const t = useTexts(settingsTexts)
  const draft = useDraft(path, answer)
  const [named] = useQuery('tab', 'project')
  const tab = TABS.find((one) => one === named) ?? 'project'
  return (
    <Page title={t('heading')} lead={t('lead')}>
      <Tabs label={t('tabs')} tabs={TABS.map((name) => ({ name, title: t(`tab.${name}`) }))} value={tab} />
      <div className="narrow">
        <p>{t(`about.${tab}`)}</p>
        <Part tab={tab} project={draft.value} onChange={draft.set} />
        <Save draft={draft} />
      </div>
    </Page>
  )
}

interface PartProps {
  readonly tab: Tab
  readonly project: Project
  readonly onChange: (project: Project) => void
}

function Part({ tab, project, onChange }: PartProps): ReactNode {
  switch (tab) {
    case 'project':
      return <Members project={project} onChange={onChange} />
    case 'people':
      return (
        <>
          <Policies project={project} onChange={onChange} />
          <SettingFields of="people" project={project} onChange={onChange} />
        </>
      )
    case 'roles':
      return <Roles project={project} onChange={onChange} />
    case 'addresses':
      return <Addresses project={project} onChange={onChange} />
    case 'text':
      return <AsText project={project} onChange={onChange} />
    default:
      return <SettingFields of={tab} project={project} onChange={onChange} />
  }
}

const ALL: readonly Setting[] = Object.values(SETTINGS).flat()

/** What changes, and the way to save it. What would shut the person out asks first. */
export function Save({ draft }: { readonly draft: Draft<Project> }): ReactNode {
  const t = useTexts(settingsTexts)
  const format = useFormat()
  const { value, begun, isChanged, isBusy, error } = draft
  const names = isChanged ? changesOf(begun, value) : []
  const isFit = ALL.every((setting) => {
    const next = valueOf(value, setting.name)
    // What was there before stays, whatever the operator has given since.
    return next === valueOf(begun, setting.name) || isWithin(givenTo(setting, value), next)
  })
  const save = async (headers?: Readonly<Record<string, string>>): Promise<void> => {
    if (await draft.save(headers)) notify(t('saved'))
  }
  return (
    <div className="save-bar">
      {error === null ? null : <Wrong error={error} />}
      <p className="soft" role="status">
        {names.length === 0 ? t('changes.none') : t('changes', { count: names.length, names: format.list(names) })}
      </p>
      <div className="actions">
        <Button kind="primary" onPress={() => void save()} isBusy={isBusy} isDisabled={!isChanged || !isFit}>
          {t('save')}
        </Button>
        {isChanged ? <Button onPress={draft.discard}>{t('discard')}</Button> : null}
        <Lockout error={error} name={value.name ?? value.id ?? ''} isBusy={isBusy} onSave={save} />
      </div>
      {draft.dialog}
    </div>
  )
}
