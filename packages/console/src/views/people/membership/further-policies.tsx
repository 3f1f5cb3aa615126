import type { AccessPolicy } from '@damson/sdk'
import type { ReactNode } from 'react'
import { useMe } from '#frame'
import { useTexts } from '#language'
import { Button, Card, PolicyChoice, usePolicies } from '#parts'
import { ParameterRow } from './parameter-row.tsx'
import { MOST_POLICIES, type Parameter, parameterOf, placeholdersOf } from './parameters.ts'
import type { Access, Held } from './policies-held.ts'
import { membershipTexts } from './texts.ts'

interface FurtherPoliciesProps {
  readonly value: Access
  readonly onChange: (value: Access) => void
  /** Those that are offered; all of them, where nothing is said. */
  readonly isFit?: ((policy: AccessPolicy) => boolean) | undefined
  /** Whose membership it is, `Practitioner/…`. */
  readonly profile: string | undefined
}

/** The policies that hold beside the one that is chosen, with the values that they need. */
export function FurtherPolicies({ value, onChange, isFit, profile }: FurtherPoliciesProps): ReactNode {
  const t = useTexts(membershipTexts)
  const { role } = useMe()
  const { rows } = usePolicies()
  return (
    <fieldset>
      <legend>{t('further')}</legend>
      <p className="soft">{t('further.lead')}</p>
      {value.length > 0 && role !== 'owner' ? <p className="soft">{t('further.own')}</p> : null}
      {value.length === 0 ? <p>{t('none')}</p> : null}
      <ol className="plain">
        {value.map((held, at) => (
          // They have no names of their own: their place is what they are known by.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={at}>
            <Further
              held={held}
              at={at}
              isFit={isFit}
              policy={rows.find(({ id }) => held.policy.reference === `AccessPolicy/${id}`)}
              profile={profile}
              onChange={(next) => onChange(value.with(at, next))}
              onRemove={() => onChange(value.toSpliced(at, 1))}
            />
          </li>
        ))}
      </ol>
      <p>
        <Button
          size="small"
          isDisabled={value.length >= MOST_POLICIES}
          onPress={() => onChange([...value, { policy: {} }])}
        >
          {t('further.add')}
        </Button>
      </p>
    </fieldset>
  )
}

interface FurtherProps extends Pick<FurtherPoliciesProps, 'isFit' | 'profile'> {
  readonly held: Held
  readonly at: number
  /** The policy itself, where the person may read it. */
  readonly policy: AccessPolicy | undefined
  readonly onChange: (held: Held) => void
  readonly onRemove: () => void
}

function Further({ held, at, policy, isFit, profile, onChange, onRemove }: FurtherProps): ReactNode {
  const t = useTexts(membershipTexts)
  const { parameter = [] } = held
  const needed = placeholdersOf(policy)
  // A patient is `%patient` by their own profile.
  const missing = needed.filter(
    ({ name }) =>
      !parameter.some((one) => one.name === name) && !(name === 'patient' && profile?.startsWith('Patient/') === true),
  )
  const set = (next: readonly Parameter[]): void => {
    const { parameter: _before, ...rest } = held
    onChange({ ...rest, ...(next.length > 0 && { parameter: [...next] }) })
  }
  const add = (): void => {
    const { name = '', kind = 'text' } = missing[0] ?? {}
    set([...parameter, parameterOf(name, kind, '')])
  }
  return (
    <Card className="padded">
      <PolicyChoice
        label={t('further.policy', { count: at + 1 })}
        value={held.policy.reference}
        onChange={(reference) => onChange({ ...held, policy: { reference } })}
        {...(isFit !== undefined && { isFit })}
      />
      {parameter.map((one, index) => (
        <ParameterRow
          // biome-ignore lint/suspicious/noArrayIndexKey: names may be given twice until they are corrected
          key={index}
          parameter={one}
          all={parameter}
          names={needed.map(({ name }) => name)}
          onChange={(next) => set(parameter.with(index, next))}
          onRemove={() => set(parameter.toSpliced(index, 1))}
        />
      ))}
      {missing.map(({ name }) => (
        <p key={name} className="soft">
          {t('parameter.missing', { name: `%${name}` })}
        </p>
      ))}
      <div className="actions">
        <Button size="small" onPress={add}>
          {t('parameter.add')}
        </Button>
        <Button
          size="small"
          label={`${t('further.remove')}: ${t('further.policy', { count: at + 1 })}`}
          onPress={onRemove}
        >
          {t('further.remove')}
        </Button>
      </div>
    </Card>
  )
}
