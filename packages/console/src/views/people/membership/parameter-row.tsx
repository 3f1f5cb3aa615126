import type { ReactNode } from 'react'
import { useMe } from '#frame'
import { useTexts } from '#language'
import { Button, Choice, Field, Suggest } from '#parts'
import { FindOne } from './find-one.tsx'
import { kindOf, type Parameter, parameterOf, parameterProblem, valueOf } from './parameters.ts'
import { membershipTexts } from './texts.ts'

interface ParameterRowProps {
  readonly parameter: Parameter
  readonly all: readonly Parameter[]
  /** Those that the policy needs. */
  readonly names: readonly string[]
  readonly onChange: (parameter: Parameter) => void
  readonly onRemove: () => void
}

/** The value of one placeholder of a policy. */
export function ParameterRow(props: ParameterRowProps): ReactNode {
  const t = useTexts(membershipTexts)
  const { parameter, onRemove } = props
  const kind = kindOf(parameter)
  const { name, ...rest } = parameter
  return (
    <div className="filters" role="group" aria-label={t('parameter', { name })}>
      {kind === 'other' ? (
        <p>
          {t('parameter.kept', { name })} <bdi className="mono">{JSON.stringify(rest)}</bdi>
        </p>
      ) : (
        <Known {...props} kind={kind} />
      )}
      <Button size="small" label={`${t('remove')}: ${t('parameter', { name })}`} onPress={onRemove}>
        {t('remove')}
      </Button>
    </div>
  )
}

type KnownProps = ParameterRowProps & { readonly kind: 'text' | 'reference' }

function Known({ parameter, all, names, kind, onChange }: KnownProps): ReactNode {
  const t = useTexts(membershipTexts)
  const { mayFind } = useMe()
  const { name } = parameter
  const value = valueOf(parameter)
  const problem = parameterProblem(parameter, all)
  const isOfName = problem === 'name' || problem === 'reserved' || problem === 'twice'
  const set = (next: { readonly name?: string; readonly kind?: typeof kind; readonly value?: string }): void => {
    const { name: _name, valueString: _text, valueReference: _reference, ...rest } = parameter
    onChange({ ...rest, ...parameterOf(next.name ?? name, next.kind ?? kind, next.value ?? value) })
  }
  return (
    <>
      <Suggest
        label={t('parameter.name')}
        value={name}
        options={names.map((one) => ({ value: one }))}
        onChange={(next) => set({ name: next })}
        error={
          isOfName && name !== '' ? t(problem === 'name' ? 'parameter.name.wrong' : `parameter.${problem}`) : undefined
        }
        isMono
      />
      <Choice
        label={t('parameter.kind')}
        value={kind}
        onChange={(next) => set({ kind: next })}
        options={(['text', 'reference'] as const).map((one) => ({ value: one, text: t(`parameter.kind.${one}`) }))}
      />
      <Field
        label={t('parameter.value')}
        value={value}
        onChange={(text) => set({ value: kind === 'reference' ? text.trim() : text })}
        error={problem === undefined || isOfName || value === '' ? undefined : t(`parameter.${problem}`)}
        isMono
      />
      {name === 'patient' && mayFind('Patient') ? (
        <FindOne kind="patients" onFound={(reference) => set({ kind: 'reference', value: reference })} />
      ) : null}
    </>
  )
}
