import type { Project } from '@damson/sdk'
import type { ReactNode } from 'react'
import { useFormat, useTexts } from '#language'
import { Check, Choice, Field, Flag } from '#parts'
import { SETTINGS, type Setting, type SettingGroup, type SettingName } from './known.ts'
import { type SettingsKey, settingsTexts } from './texts.ts'
import { givenTo, isWithin, type Value, valueOf, withValue, wordsOf } from './values.ts'

export interface FieldsProps {
  readonly of: SettingGroup
  readonly project: Project
  readonly onChange: (project: Project) => void
}

/** The settings of a group, each with what it does. */
export function SettingFields({ of, project, onChange }: FieldsProps): ReactNode {
  return SETTINGS[of].map((setting: Setting & { readonly name: SettingName }) => (
    <OneSetting
      key={setting.name}
      setting={givenTo(setting, project)}
      value={valueOf(project, setting.name)}
      onChange={(value) => onChange(withValue(project, setting.name, value))}
    />
  ))
}

interface OneProps {
  readonly setting: Setting & { readonly name: SettingName }
  readonly value: Value
  readonly onChange: (value: Value) => void
}

function OneSetting({ setting, value, onChange }: OneProps): ReactNode {
  const t = useTexts(settingsTexts)
  const format = useFormat()
  const { name, kind } = setting
  const [label, hint] = [t(name), t(`${name}.hint`)]
  switch (kind) {
    case 'flag':
      return (
        <Flag {...{ label, hint }} isSelected={value === true} onChange={(on) => onChange(on ? true : undefined)} />
      )
    case 'text':
      return <Field {...{ label, hint }} value={String(value ?? '')} onChange={onChange} />
    case 'number': {
      const range = { least: format.number(setting.least), most: format.number(setting.most) }
      const rangeOf = (usual: number | undefined): string => {
        if (usual === undefined) return t('range', range)
        return usual === 0 ? t('range.never', range) : t('range.usual', { ...range, usual: format.number(usual) })
      }
      return (
        <Field
          label={label}
          hint={`${hint} ${rangeOf(setting.usual)}`}
          value={String(value ?? '')}
          onChange={(text) => onChange(text.trim() === '' ? undefined : numberIn(text))}
          error={isWithin(setting, value) ? undefined : t('range.wrong', range)}
        />
      )
    }
    case 'choice':
      return (
        <Choice
          {...{ label, hint }}
          value={typeof value === 'string' ? value : ''}
          onChange={onChange}
          options={['', ...setting.words].map((word) => ({
            value: word,
            text: t(word === '' ? 'unset' : (`${name}=${word.split('/').at(-1)}` as SettingsKey)),
          }))}
        />
      )
    case 'words':
      return <Words {...{ label, hint, value, onChange }} words={setting.words} />
  }
}

/** What is no number stays as it was typed, so that the field can say what is wrong with it. */
const numberIn = (text: string): number | string => (/^\s*\d{1,12}\s*$/.test(text) ? Number(text) : text)

interface WordsProps {
  readonly label: string
  readonly hint: string
  readonly words: readonly string[]
  readonly value: Value
  readonly onChange: (value: Value) => void
}

function Words({ label, hint, words, value, onChange }: WordsProps): ReactNode {
  const t = useTexts(settingsTexts)
  const chosen = wordsOf(value)
  const set = (word: string, isIn: boolean): void => {
    const next = words.filter((one) => (one === word ? isIn : chosen.includes(one)))
    onChange(next.length === 0 ? undefined : next.join(','))
  }
  return (
    <fieldset className="field">
      <legend>{label}</legend>
      <small>{hint}</small>
      <div className="boxes">
        {words.map((word) => (
          <Check key={word} isSelected={chosen.includes(word)} onChange={(isIn) => set(word, isIn)}>
            {t(`word.${word}` as SettingsKey)}
          </Check>
        ))}
      </div>
    </fieldset>
  )
}
