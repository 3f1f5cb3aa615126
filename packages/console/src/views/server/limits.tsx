import { type ReactNode, useState } from 'react'
import { request } from '#api'
import { useFormat, useTexts } from '#language'
import { Button, Check, Dialog, Field, Form, notify, useChanging, Wrong } from '#parts'
import { settingsTexts } from '../settings/texts.ts'
import { type ListedProject, type Projects, projectsPath } from './answers.ts'
import {
  aboutOf,
  changeOf,
  hasQuotas,
  isFit,
  OPERATOR_LIMITS,
  type OperatorLimit,
  typedFrom,
} from './operator-limits.ts'
import { serverTexts } from './texts.ts'

interface LimitsProps {
  readonly project: ListedProject
  readonly onClose: () => void
}

/** What a project and its Bots may use at most. Its owners go below it, and never above. */
export function Limits({ project, onClose }: LimitsProps): ReactNode {
  const t = useTexts(serverTexts)
  const [before] = useState(project.limits)
  const [typed, setTyped] = useState(() => typedFrom(before))
  const [quotas, setQuotas] = useState(hasQuotas(before))
  const { meet, isBusy, error, dialog } = useChanging(onClose)
  const name = project.name === '' ? project.id : project.name
  const change = changeOf(before, typed, quotas)
  const isReady = change !== undefined && OPERATOR_LIMITS.every((limit) => isFit(limit, typed[limit.name]))
  const save = async (): Promise<void> => {
    const path = `fhir/R4/Project/${encodeURIComponent(project.id)}/$rate-limits`
    if (change === undefined) return
    const saved = await meet({
      mine: aboutOf(change, change),
      // What other operators changed beside it stays, and nobody is asked about that.
      begun: aboutOf(change, before),
      ifMatch: tagOf(project),
      send: (ifMatch) => request(path, { method: 'POST', body: change, ifMatch }),
      theirs: async () => {
        const { body } = await request<Projects>(projectsPath(project.name))
        const now = body.projects.find(({ id }) => id === project.id)
        return now && { body: aboutOf(change, now.limits), etag: tagOf(now) }
      },
    })
    if (saved === undefined) return
    onClose()
    notify(t('limits.saved', { name }))
  }
  return (
    <Dialog title={t('limits.title', { name })} isOpen onClose={onClose} isWide>
      <Form
        onSubmit={() => {
          if (isReady) void save()
        }}
      >
        <p className="soft">{t('limits.lead')}</p>
        <div className="fields">
          {OPERATOR_LIMITS.map((limit) => (
            <OneLimit
              key={limit.name}
              limit={limit}
              value={typed[limit.name]}
              onChange={(text) => setTyped({ ...typed, [limit.name]: text })}
            />
          ))}
        </div>
        <Check isSelected={quotas} onChange={setQuotas}>
          {t('limits.quotas')}
        </Check>
        {error === null ? null : <Wrong error={error} />}
        <div className="actions">
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button kind="primary" type="submit" isBusy={isBusy} isDisabled={!isReady}>
            {t('limits.save')}
          </Button>
        </div>
      </Form>
      {dialog}
    </Dialog>
  )
}

const tagOf = ({ version }: ListedProject): string => `W/"${version}"`

interface OneProps {
  readonly limit: OperatorLimit
  readonly value: string
  readonly onChange: (text: string) => void
}

/** Named as the project's own people see it. */
function OneLimit({ limit, value, onChange }: OneProps): ReactNode {
  const t = useTexts(serverTexts)
  const own = useTexts(settingsTexts)
  const format = useFormat()
  const { name, least, most } = limit
  const range = { least: format.number(least), most: format.number(most) }
  return (
    <Field
      label={own(name)}
      hint={`${own(`${name}.hint`)} ${t('limits.range', range)}`}
      value={value}
      onChange={onChange}
      error={isFit(limit, value) ? undefined : t('limits.wrong', range)}
    />
  )
}
