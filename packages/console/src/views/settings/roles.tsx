import type { AccessPolicy, Project } from '@damson/sdk'
import type { ReactNode } from 'react'
import { fhirPages, searchPath, usePages } from '#api'
import { useTexts } from '#language'
import { Button, Choice, Flag, PolicyChoice, Section } from '#parts'
import { AAL } from './known.ts'
import { type OneRole, ROLES, roleIn, withRole } from './role-settings.ts'
import { settingsTexts } from './texts.ts'

interface RolesProps {
  readonly project: Project
  readonly onChange: (project: Project) => void
}

/** How administrators of each role prove who they are, and which policies they may give to people. */
export function Roles({ project, onChange }: RolesProps): ReactNode {
  const t = useTexts(settingsTexts)
  return ROLES.map((role) => {
    const value = roleIn(project, role)
    const change = (part: Partial<OneRole>): void => onChange(withRole(project, { ...value, ...part }))
    return (
      <Section key={role} title={t(`role.${role}`)}>
        <Flag
          label={t('roles.mfa')}
          hint={t('roles.mfa.hint')}
          isSelected={value.mfaRequired === true}
          onChange={(mfaRequired) => change({ mfaRequired })}
        />
        <Choice<string>
          label={t('minimumAcr')}
          value={value.minimumAcr ?? ''}
          onChange={(word) => change({ minimumAcr: AAL.find((one) => one === word) })}
          options={[
            { value: '', text: t('unset') },
            { value: AAL[0], text: t('minimumAcr=1') },
            { value: AAL[1], text: t('minimumAcr=2') },
          ]}
        />
        {role === 'privacy-officer' || role === 'app-developer' ? null : (
          <Assigned role={role} value={value} onChange={(mayAssign) => change({ mayAssign })} />
        )}
      </Section>
    )
  })
}

interface AssignedProps {
  readonly role: 'identity-administrator' | 'help-desk' | 'deployer'
  readonly value: OneRole
  readonly onChange: (references: OneRole['mayAssign']) => void
}

function Assigned({ role, value: { mayAssign = [] }, onChange }: AssignedProps): ReactNode {
  const t = useTexts(settingsTexts)
  const names = usePolicyNames()
  const chosen = mayAssign.map(({ reference = '' }) => reference)
  return (
    <div className="field" role="group" aria-label={t(`roles.${role}`)}>
      <b>{t(`roles.${role}`)}</b>
      <small>{t(`roles.${role}.hint`)}</small>
      {chosen.length === 0 ? (
        <p className="soft">{t(role === 'deployer' ? 'roles.none.deployer' : 'roles.none')}</p>
      ) : null}
      <ul className="plain">
        {chosen.map((reference, at) => (
          <li key={reference}>
            <bdi>{names.get(reference) ?? reference}</bdi>{' '}
            <Button
              size="small"
              label={t('roles.remove', { name: names.get(reference) ?? reference })}
              onPress={() => onChange(mayAssign.toSpliced(at, 1))}
            >
              {t('remove')}
            </Button>
          </li>
        ))}
      </ul>
      <PolicyChoice
        key={chosen.length}
        label={t('roles.add')}
        value={undefined}
        onChange={(reference) => onChange([...mayAssign, { reference }])}
        isFit={({ id }) => !chosen.includes(`AccessPolicy/${id}`)}
        none={<p className="soft">{t('roles.noMore')}</p>}
      />
    </div>
  )
}

const PAGES = fhirPages('AccessPolicy')

/** As the choice reads them. */
function usePolicyNames(): ReadonlyMap<string, string> {
  const { rows } = usePages(searchPath('AccessPolicy', { _sort: 'name', _count: '500' }), PAGES)
  return new Map(rows.map(({ id, name = id }: AccessPolicy & { readonly id: string }) => [`AccessPolicy/${id}`, name]))
}
