import type { AccessPolicy, Parameters } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { useAct } from '#api'
import { useTexts } from '#language'
import { Button, Wrong } from '#parts'
import { type Question, tryOf } from './question.ts'
import { QuestionForm } from './question-form.tsx'
import { policyTexts } from './texts.ts'
import { Told } from './told.tsx'

const FIRST: Question = { interaction: 'read', type: '', id: '', membership: '', client: '', scope: '', patient: '' }

/** What the policy as it stands here would allow, before it is saved. */
export function TryDraft({ draft }: { readonly draft: AccessPolicy }): ReactNode {
  const t = useTexts(policyTexts)
  const [question, setQuestion] = useState(FIRST)
  const act = useAct<Parameters>()
  return (
    <>
      <p className="lead">{t('try.lead')}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          act.mutate(tryOf(question, draft))
        }}
      >
        <QuestionForm question={question} onChange={(change) => setQuestion({ ...question, ...change })} isDraft />
        <Button kind="primary" type="submit" isDisabled={question.type === ''} isBusy={act.isPending}>
          {t('ask')}
        </Button>
      </form>
      {act.error === null ? null : <Wrong error={act.error} />}
      {act.data === undefined ? null : <Told told={act.data.body} />}
    </>
  )
}
