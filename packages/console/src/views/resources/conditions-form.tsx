import { type ReactNode, useState } from 'react'
import { useTexts } from '#language'
import { Button, Card, Field, Suggest } from '#parts'
import { type Condition, writeConditions } from './conditions.ts'
import { HINTS, OF_ALL, type SearchParameter, type TypeModel } from './model.ts'
import { resourceTexts } from './texts.ts'

interface Kept extends Condition {
  readonly key: number
}

/** What the resources must be: a parameter of the type and a value each. */
export function Conditions({
  model,
  conditions,
  onSearch,
}: {
  readonly model: TypeModel
  readonly conditions: readonly Condition[]
  readonly onSearch: (asked: string) => void
}): ReactNode {
  const t = useTexts(resourceTexts)
  const [rows, setRows] = useState<readonly Kept[]>(() =>
    [...conditions, { name: '', value: '' }].map((one, key) => ({ ...one, key })),
  )
  const change = (key: number, changed: Partial<Condition>): void =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...changed } : row)))
  const own = new Set(model.parameters.map(({ name }) => name))
  const parameters = [...model.parameters, ...OF_ALL.filter(({ name }) => !own.has(name))]
  return (
    <Card className="conditions">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          onSearch(writeConditions(rows))
        }}
      >
        {rows.map((row, at) => (
          <ConditionRow
            key={row.key}
            row={row}
            position={at + 1}
            parameters={parameters}
            onChange={(changed) => change(row.key, changed)}
            onRemove={() => setRows(rows.filter(({ key }) => key !== row.key))}
          />
        ))}
        <div className="actions">
          <Button
            onPress={() =>
              setRows([...rows, { name: '', value: '', key: 1 + Math.max(-1, ...rows.map(({ key }) => key)) }])
            }
          >
            {t('add')}
          </Button>
          <Button kind="primary" type="submit">
            {t('search')}
          </Button>
        </div>
      </form>
    </Card>
  )
}

function ConditionRow({
  row: { name, value },
  position,
  parameters,
  onChange,
  onRemove,
}: {
  readonly row: Condition
  readonly position: number
  readonly parameters: readonly SearchParameter[]
  readonly onChange: (changed: Partial<Condition>) => void
  readonly onRemove: () => void
}): ReactNode {
  const t = useTexts(resourceTexts)
  const [bare = ''] = name.split(/[:.]/)
  const parameter = parameters.find((one) => one.name === bare)
  const hint = parameter === undefined ? undefined : HINTS[parameter.type as keyof typeof HINTS]
  return (
    <div className="condition" role="group" aria-label={t('condition', { count: position })}>
      <Suggest
        label={t('parameter')}
        value={name}
        options={parameters.map((one) => ({ value: one.name, hint: one.documentation ?? one.type }))}
        error={name !== '' && parameter === undefined && !name.startsWith('_') ? t('parameter.unknown') : undefined}
        onChange={(next) => onChange({ name: next })}
      />
      <Field
        label={t('value')}
        value={value}
        hint={hint === undefined ? undefined : t(hint)}
        onChange={(next) => onChange({ value: next })}
      />
      <Button size="small" onPress={onRemove} label={t('remove', { count: position })}>
        ✕
      </Button>
    </div>
  )
}
