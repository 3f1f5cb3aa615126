import { type ReactNode, useState } from 'react'
import { useAct } from '#api'
import { useGo, useMay, useMe } from '#frame'
import { useTexts } from '#language'
import { Button, Field, Form, LinkButton, Page, PolicyChoice, useUnsaved, Wrong } from '#parts'
import { MakePolicy } from '../policies/make-policy.tsx'
import { botsTexts } from './texts.ts'

export default function NewBot(): ReactNode {
  const t = useTexts(botsTexts)
  const { project } = useMe()
  const may = useMay()
  const go = useGo()
  const act = useAct<{ readonly id: string }>()
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const [policy, setPolicy] = useState<string>()
  useUnsaved((name !== '' || description !== '') && !act.isPending && act.data === undefined)
  const make = async (): Promise<void> => {
    const body = {
      name: name.trim(),
      ...(description.trim() !== '' && { description: description.trim() }),
      ...(policy !== undefined && { accessPolicy: { reference: policy } }),
    }
    const made = await act.mutateAsync({ path: `admin/projects/${project.id}/bot`, body })
    go(`bots/${made.body.id}`)
  }
  return (
    <Page title={t('new.heading')} lead={t('new.lead')}>
      <Form
        onSubmit={() => {
          if (name.trim() !== '') void make().catch(() => undefined)
        }}
      >
        <Field label={t('name')} value={name} onChange={setName} isRequired />
        <Field label={t('description')} hint={t('new.description')} value={description} onChange={setDescription} />
        <PolicyChoice
          label={t('policy')}
          hint={t('policy.hint')}
          value={policy}
          onChange={setPolicy}
          none={<p className="soft">{t('policy.none')}</p>}
          make={(onMade) => <MakePolicy onMade={onMade} />}
          isWithheld={!may('read_policies')}
        />
        {act.error === null ? null : <Wrong error={act.error} />}
        <div className="actions">
          <LinkButton to="bots">{t('cancel')}</LinkButton>
          <Button kind="primary" type="submit" isBusy={act.isPending} isDisabled={name.trim() === ''}>
            {t('new.make')}
          </Button>
        </div>
      </Form>
    </Page>
  )
}
