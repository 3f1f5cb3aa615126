import type { Project } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { useAct } from '#api'
import { useMe } from '#frame'
import { useTexts } from '#language'
import { Button, Confirm, Copy, Facts, Field, Flag, notify, Section } from '#parts'
import { settingsTexts } from './texts.ts'

interface MembersProps {
  readonly project: Project
  readonly onChange: (project: Project) => void
}

/** What the project is called, and what apps read of it. */
export function Members({ project, onChange }: MembersProps): ReactNode {
  const t = useTexts(settingsTexts)
  const { isOperator } = useMe()
  const { id = '', name = '', description = '', strictMode, checkReferencesOnWrite, features = [] } = project
  const change = (part: Partial<Project>): void => {
    const next = Object.entries({ ...project, ...part }).filter(
      ([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0),
    )
    onChange(Object.fromEntries(next) as unknown as Project)
  }
  return (
    <>
      <Field
        label={t('name')}
        hint={t('name.hint')}
        value={name}
        onChange={(text) => change({ name: text })}
        isRequired
      />
      <Field
        label={t('description')}
        hint={t('description.hint')}
        value={description}
        onChange={(text) => change({ description: text })}
      />
      <details>
        <summary>{t('forOthers')}</summary>
        <p className="soft">{t('forOthers.lead')}</p>
        <Flag
          label={t('strictMode')}
          hint={t('strictMode.hint')}
          isSelected={strictMode === true}
          onChange={(isOn) => change({ strictMode: isOn })}
        />
        <Flag
          label={t('references')}
          hint={t('references.hint')}
          isSelected={checkReferencesOnWrite === true}
          onChange={(isOn) => change({ checkReferencesOnWrite: isOn })}
        />
        <Features features={features} onChange={(next) => change({ features: [...next] })} />
      </details>
      <Facts
        facts={[
          [
            t('id'),
            <span key="id">
              <span className="mono">{id}</span> <Copy text={id} label={t('id.copy')} />
            </span>,
          ],
        ]}
      />
      {isOperator ? null : <Suspend project={project} />}
    </>
  )
}

interface FeaturesProps {
  readonly features: readonly string[]
  readonly onChange: (features: readonly string[]) => void
}

/** What was typed stays as it is until it says something else. */
function Features({ features, onChange }: FeaturesProps): ReactNode {
  const t = useTexts(settingsTexts)
  const [typed, setTyped] = useState(features.join(', '))
  const words = (text: string): readonly string[] => text.split(',').flatMap((word) => word.trim() || [])
  const value = words(typed).join() === features.join() ? typed : features.join(', ')
  return (
    <Field
      label={t('features')}
      hint={t('features.hint')}
      value={value}
      onChange={(text) => {
        setTyped(text)
        onChange(words(text))
      }}
      isMono
    />
  )
}

/** Switches the project off: nobody of it can undo that, so it asks for the name. */
function Suspend({ project }: { readonly project: Project }): ReactNode {
  const t = useTexts(settingsTexts)
  const [isOpen, setOpen] = useState(false)
  const act = useAct()
  const { id = '', name = id, meta } = project
  const suspend = async (): Promise<void> => {
    await act.mutateAsync({
      path: `fhir/R4/Project/${id}`,
      method: 'PATCH',
      type: 'application/json-patch+json',
      body: [{ op: 'add', path: '/status', value: 'suspended' }],
      ifMatch: meta?.versionId === undefined ? undefined : `W/"${meta.versionId}"`,
    })
    notify(t('suspend.done', { name }))
  }
  return (
    <Section title={t('suspend')}>
      <p>{t('suspend.lead')}</p>
      <Button kind="danger" onPress={() => setOpen(true)}>
        {t('suspend.button')}
      </Button>
      {isOpen ? (
        <Confirm
          title={t('suspend.title', { name })}
          isOpen
          onClose={() => setOpen(false)}
          action={t('suspend.action')}
          name={name}
          isBusy={act.isPending}
          error={act.error}
          onConfirm={() => void suspend().catch(() => undefined)}
        >
          <p>{t('suspend.will')}</p>
        </Confirm>
      ) : null}
    </Section>
  )
}
