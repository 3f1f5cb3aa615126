import { type ReactNode, useState } from 'react'
import { useTexts } from '#language'
import { Button, Choice, Confirm, Dialog, Field, Form } from '#parts'
import { MOST_FILES, nameProblem, type Program, renamedFile, withFile, withoutFile } from './file-names.ts'
import { botsTexts } from './texts.ts'

interface FileBarProps {
  readonly program: Program
  /** The file that is shown. */
  readonly file: string
  readonly choose: (file: string) => void
  readonly onChange: (program: Program) => void
  readonly mayChange: boolean
}

/** The files of a Bot: which is shown, which has the handler, and others to add. */
export function FileBar(props: FileBarProps): ReactNode {
  const t = useTexts(botsTexts)
  const { program, file, choose, onChange, mayChange } = props
  const names = Object.keys(program.files).sort()
  const options = names.map((value) => ({ value, text: value }))
  return (
    <div className="filters">
      {names.length > 1 ? (
        <>
          <Choice label={t('code.file')} options={options} value={file} onChange={choose} />
          <Choice
            label={t('code.entry')}
            options={options}
            value={program.entry}
            onChange={(entry) => onChange({ ...program, entry })}
            isDisabled={!mayChange}
          />
        </>
      ) : (
        <p>
          <span className="soft">{t('code.file')}</span> <bdi className="mono">{file}</bdi>
        </p>
      )}
      {mayChange ? <FileActs {...props} /> : null}
    </div>
  )
}

function FileActs({ program, file, choose, onChange }: FileBarProps): ReactNode {
  const t = useTexts(botsTexts)
  const [asked, ask] = useState<'add' | 'rename' | 'remove'>()
  const close = (): void => ask(undefined)
  const named = (name: string): void => {
    onChange(asked === 'add' ? withFile(program, name) : renamedFile(program, file, name))
    choose(name)
    close()
  }
  const remove = (): void => {
    onChange(withoutFile(program, file))
    choose(program.entry)
    close()
  }
  return (
    <>
      <Button isDisabled={Object.keys(program.files).length >= MOST_FILES} onPress={() => ask('add')}>
        {t('code.add')}
      </Button>
      <Button onPress={() => ask('rename')}>{t('code.rename')}</Button>
      {/* A Bot without the file that has its handler does not run. */}
      {file === program.entry ? null : <Button onPress={() => ask('remove')}>{t('code.remove')}</Button>}
      <Dialog
        title={asked === 'add' ? t('code.add') : t('code.rename.title', { file })}
        isOpen={asked === 'add' || asked === 'rename'}
        onClose={close}
      >
        <NameForm files={program.files} own={asked === 'rename' ? file : undefined} onNamed={named} onClose={close} />
      </Dialog>
      <Confirm
        title={t('code.remove.title', { file })}
        isOpen={asked === 'remove'}
        onClose={close}
        action={t('code.remove')}
        onConfirm={remove}
      >
        <p>{t('code.remove.will')}</p>
      </Confirm>
    </>
  )
}

interface NameFormProps {
  readonly files: Program['files']
  /** The name that the file has; undefined for one that is added. */
  readonly own: string | undefined
  readonly onNamed: (name: string) => void
  readonly onClose: () => void
}

function NameForm({ files, own, onNamed, onClose }: NameFormProps): ReactNode {
  const t = useTexts(botsTexts)
  const [name, setName] = useState(own ?? '')
  const problem = nameProblem(name, files, own)
  const isReady = problem === undefined && name !== own
  return (
    <Form onSubmit={() => (isReady ? onNamed(name) : undefined)}>
      <Field
        label={t('code.name')}
        hint={t(own === undefined ? 'code.name.hint' : 'code.rename.hint')}
        value={name}
        onChange={setName}
        error={name === '' || problem === undefined ? undefined : t(`code.name.${problem}`)}
        isMono
      />
      <div className="actions">
        <Button onPress={onClose}>{t('cancel')}</Button>
        <Button kind="primary" type="submit" isDisabled={!isReady}>
          {t(own === undefined ? 'code.add' : 'code.rename')}
        </Button>
      </div>
    </Form>
  )
}
