import type { ReactNode } from 'react'
import { useRead } from '#api'
import { useMay, useMe } from '#frame'
import { useTexts } from '#language'
import { Answer, Card, Copy, Facts, Page, Section } from '#parts'
import { configuration } from '#session'
import type { Posture } from './answers.ts'
import { Figures } from './figures.tsx'
import { Findings } from './findings.tsx'
import { FirstSteps } from './first-steps.tsx'
import { Recent } from './recent.tsx'
import { homeTexts } from './texts.ts'

/** What needs the administrator, how much happens, and what happened just now. */
export default function Home(): ReactNode {
  const t = useTexts(homeTexts)
  const { project } = useMe()
  const may = useMay()
  const posture = useRead<Posture>(`admin/projects/${project.id}/posture`)
  const count = posture.data?.body.findings.length
  const isSound = count === 0
  // What the role does not cover was not looked at, and silence about it means nothing.
  const isPartial = posture.data?.body.checks.some(({ state }) => state === 'not_allowed') === true
  const unknown = useUnknown(posture.data?.body)
  const told = unknown.length > 0 ? 'lead.unknown' : isSound ? 'lead.none' : 'lead.some'
  return (
    <Page
      title={count === undefined ? t('heading') : isSound ? t('heading.none') : t('heading.some', { count })}
      lead={t(count === undefined ? 'lead' : isPartial ? 'lead.partly' : told)}
    >
      <section aria-label={t('findings')}>
        <Answer of={posture}>{(body) => <Findings posture={body} />}</Answer>
        {unknown.length === 0 ? null : <Unknown said={unknown} isAll={!isPartial} />}
      </section>
      <FirstSteps />
      <Figures />
      {may('read_audit') ? <Recent /> : null}
      <Section title={t('about')}>
        <Facts
          facts={[
            [t('id'), <Copied key="id" text={project.id} label={t('id.copy')} />],
            [t('issuer'), <Copied key="issuer" text={configuration.baseUrl} label={t('issuer.copy')} />],
            [t('version'), posture.data?.body.version],
          ]}
        />
      </Section>
    </Page>
  )
}

function Copied({ text, label }: { readonly text: string; readonly label: string }): ReactNode {
  return (
    <>
      <span className="mono">{text}</span> <Copy text={text} label={label} />
    </>
  )
}

/** What the server cannot tell by itself, so that nobody takes silence for health. */
function useUnknown(posture: Posture | undefined): readonly string[] {
  const t = useTexts(homeTexts)
  const unknown = posture?.checks.filter(({ state }) => state === 'unknown').map(({ code }) => code) ?? []
  return [
    ...(unknown.includes('backup') ? [t('unknown.backup')] : []),
    ...(unknown.includes('certificate_expires') ? [t('unknown.certificate')] : []),
  ]
}

function Unknown({ said, isAll }: { readonly said: readonly string[]; readonly isAll: boolean }): ReactNode {
  const t = useTexts(homeTexts)
  return (
    <>
      <Card className="padded">
        <p>
          <b>{t('unknown')}</b>
        </p>
        {said.map((text) => (
          <p key={text}>{text}</p>
        ))}
      </Card>
      {isAll ? <p className="soft">{t('rest')}</p> : null}
    </>
  )
}
