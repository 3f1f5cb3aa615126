import { type ReactNode, useMemo, useState } from 'react'
import { FileTrigger, ProgressBar } from 'react-aria-components'
import { useMe } from '#frame'
import { useFormat, useTexts } from '#language'
import {
  Button,
  Card,
  Choice,
  type Column,
  Facts,
  LinkButton,
  Page,
  Question,
  Said,
  Section,
  saveFile,
  Table,
  Told,
} from '#parts'
import { FIELDS, type FieldName, guessed, lineOf, type Mapping, missing } from './columns.ts'
import { type Encoding, encodingOf, readings, textOf } from './encodings.ts'
import { Columns } from './import-columns.tsx'
import {
  begin,
  dropLeft,
  forget,
  type Importing,
  type Report,
  readLeft,
  reportText,
  useImporting,
} from './importing.ts'
import { peopleTexts } from './texts.ts'

/** A file that was read: lines ready to send, or rows whose columns must be matched first. */
type Read =
  | { readonly kind: 'lines'; readonly name: string; readonly lines: readonly string[] }
  | {
      readonly kind: 'rows'
      readonly name: string
      readonly header: readonly string[]
      readonly rows: readonly (readonly string[])[]
    }

const KINDS = ['Practitioner', 'Patient'] as const

export default function Import(): ReactNode {
  const t = useTexts(peopleTexts)
  const importing = useImporting()
  return (
    <Page title={t('import.heading')} lead={t('import.lead')}>
      {importing === undefined ? <Choose /> : <Progress importing={importing} />}
    </Page>
  )
}

/** A file as it was chosen, and in which encoding it is read. */
interface Chosen {
  readonly name: string
  readonly bytes: Uint8Array
  /** The file says so, or its bytes do. Else the person says. */
  readonly known: Encoding | undefined
}

function Choose(): ReactNode {
  const t = useTexts(peopleTexts)
  const [file, setFile] = useState<Chosen>()
  const [encoding, setEncoding] = useState<Encoding>()
  const [read, setRead] = useState<Read>()
  const readAs = async ({ name, bytes }: Chosen, as: Encoding): Promise<void> => {
    setEncoding(as)
    setRead(await readText(name, textOf(bytes, as)))
  }
  const open = async (chosen: File): Promise<void> => {
    const bytes = new Uint8Array(await chosen.arrayBuffer())
    const opened: Chosen = { name: chosen.name, bytes, known: encodingOf(bytes) }
    setFile(opened)
    setEncoding(undefined)
    setRead(undefined)
    if (opened.known !== undefined) await readAs(opened, opened.known)
  }
  return (
    <>
      <BeforeReload />
      <Card className="padded">
        <p>{t('import.files')}</p>
        <FileTrigger
          acceptedFileTypes={['.csv', '.ndjson', '.jsonl', 'text/csv']}
          onSelect={(files) => {
            const [first] = files ?? []
            if (first !== undefined) void open(first)
          }}
        >
          <Button kind="primary">{t('import.choose')}</Button>
        </FileTrigger>
        {file === undefined || file.known !== undefined ? null : (
          <Encodings bytes={file.bytes} value={encoding} onChange={(as) => void readAs(file, as)} />
        )}
        {file?.known === undefined || file.known === 'utf-8' ? null : (
          <p className="soft">{t('import.readAs', { encoding: t(`encoding.${file.known}`) })}</p>
        )}
      </Card>
      {file === undefined ? <Columns /> : null}
      {read?.kind === 'lines' ? <Ready name={read.name} lines={read.lines} /> : null}
      {read?.kind === 'rows' ? <Match key={`${read.name} ${encoding}`} read={read} /> : null}
    </>
  )
}

interface EncodingsProps {
  readonly bytes: Uint8Array
  readonly value: Encoding | undefined
  readonly onChange: (encoding: Encoding) => void
}

/** Which encoding the file is in, each with what the names would be: the right one is seen. */
function Encodings({ bytes, value, onChange }: EncodingsProps): ReactNode {
  const t = useTexts(peopleTexts)
  const shown = useMemo(() => readings(bytes), [bytes])
  return (
    <>
      <p className="wrong" role="alert">
        {t('import.encoding')}
      </p>
      <Question<Encoding>
        label={t('import.which')}
        value={value}
        onChange={onChange}
        options={shown.map(({ encoding, sample }) => ({
          value: encoding,
          text: t(`encoding.${encoding}`),
          hint: sample,
        }))}
      />
    </>
  )
}

/** What became of an import that this page was left in: its lines are gone, and the file is not. */
function BeforeReload(): ReactNode {
  const t = useTexts(peopleTexts)
  const { project } = useMe()
  const [left, setLeft] = useState(() => readLeft(project.id))
  if (left === undefined) return null
  const { file, done, total } = left
  const drop = (): void => {
    dropLeft(project.id)
    setLeft(undefined)
  }
  return (
    <div className="card padded" role="status">
      <p>{t('import.left', { file, done, total })}</p>
      <Button size="small" onPress={drop}>
        {t('import.left.drop')}
      </Button>
    </div>
  )
}

async function readText(name: string, text: string): Promise<Read> {
  if (/\.(nd|)jsonl?$/i.test(name))
    return { kind: 'lines', name, lines: text.split(/\r?\n/).filter((line) => line.trim() !== '') }
  const { default: papa } = await import('papaparse')
  const [header = [], ...rows] = papa.parse<string[]>(text, { skipEmptyLines: 'greedy' }).data
  return { kind: 'rows', name, header, rows }
}

const SHOWN = 5

/** A column of the file. */
interface Given {
  readonly at: number
  readonly title: string
}

/** Which column is what, with the first rows beside it. */
function Match({ read }: { readonly read: Extract<Read, { kind: 'rows' }> }): ReactNode {
  const t = useTexts(peopleTexts)
  const format = useFormat()
  const { header, rows, name } = read
  const [mapping, setMapping] = useState<Mapping>(() => guessed(header))
  const [kind, setKind] = useState<(typeof KINDS)[number]>('Practitioner')
  const lacks = missing(mapping)
  const choose = (at: number, field: FieldName | undefined): void =>
    setMapping(mapping.map((one, column) => (column === at ? field : one === field ? undefined : one)))
  const given = header.map((title, at): Given => ({ at, title }))
  const columns: readonly Column<Given>[] = [
    {
      name: 'column',
      title: t('import.match'),
      holds: 'long',
      cell: ({ at, title }) => (
        <Choice
          label={title}
          value={mapping[at] ?? 'none'}
          onChange={(value) => choose(at, value === 'none' ? undefined : value)}
          options={[
            { value: 'none', text: t('import.none') },
            ...FIELDS.map((field) => ({ value: field, text: t(`field.${field}`) })),
          ]}
        />
      ),
    },
    {
      name: 'first',
      title: t('import.preview'),
      holds: 'long',
      cell: ({ at }) =>
        rows.slice(0, SHOWN).map((row, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are known by their place.
          <div key={line}>
            <bdi>{(row[at] ?? '').trim() === '' ? '–' : row[at]}</bdi>
          </div>
        )),
    },
  ]
  return (
    <>
      <Section title={t('import.match')}>
        <Choice
          label={t('import.kind')}
          value={kind}
          onChange={setKind}
          options={KINDS.map((one) => ({ value: one, text: t(`kind.${one}`) }))}
        />
        <Table label={t('import.match')} columns={columns} rows={given} keyOf={({ at }) => String(at)} />
      </Section>
      {lacks.length > 0 ? (
        <p className="wrong" role="alert">
          {t('import.lacks', { fields: format.list(lacks.map((field) => t(`field.${field}`))) })}
        </p>
      ) : (
        <Ready name={name} lines={rows.map((row) => lineOf(row, mapping, kind))} />
      )}
    </>
  )
}

function Ready({ name, lines }: { readonly name: string; readonly lines: readonly string[] }): ReactNode {
  const t = useTexts(peopleTexts)
  const { project } = useMe()
  return (
    <Section title={t('import.ready', { count: lines.length })}>
      <Card>
        <pre tabIndex={0} aria-label={t('import.preview')} role="region">
          {lines.slice(0, SHOWN).join('\n')}
        </pre>
      </Card>
      <p>{t('import.nobodyTold')}</p>
      <Button kind="primary" onPress={() => void begin(project.id, name, lines)} isDisabled={lines.length === 0}>
        {t('import.begin', { count: lines.length })}
      </Button>
    </Section>
  )
}

function Progress({ importing }: { readonly importing: Importing }): ReactNode {
  const t = useTexts(peopleTexts)
  const { project } = useMe()
  const { reports, total, isRunning, error, file, goOn } = importing
  const count = (status: string): number => reports.filter((report) => report.status === status).length
  const refused = reports.filter(({ status }) => status === 'refused')
  const save = (): void => saveFile([reportText(reports)], 'application/x-ndjson', `${file}.report.ndjson`)
  const columns: readonly Column<(typeof refused)[number]>[] = [
    { name: 'line', title: t('import.refused'), cell: ({ line }) => t('import.line', { count: line }) },
    { name: 'why', title: t('import.why'), holds: 'long', cell: Why },
  ]
  return (
    <>
      <ProgressBar aria-label={t('import.progress')} value={reports.length} maxValue={Math.max(1, total)}>
        {({ percentage, valueText }) => (
          <p>
            <progress value={percentage} max={100} aria-hidden="true" /> {valueText}
          </p>
        )}
      </ProgressBar>
      <p role="status">{t(isRunning ? 'import.goesOn' : error === undefined ? 'import.over' : 'import.halted')}</p>
      {error === undefined ? null : <Stopped error={error} />}
      <Facts
        facts={[
          [t('import.created'), count('created')],
          [t('import.unchanged'), count('unchanged')],
          [t('import.refused'), refused.length],
        ]}
      />
      <div className="actions">
        {error === undefined ? null : (
          <Button kind="primary" onPress={goOn}>
            {t('import.goOn')}
          </Button>
        )}
        <Button onPress={save} isDisabled={reports.length === 0}>
          {t('import.save')}
        </Button>
        <Button onPress={() => forget(project.id)} isDisabled={isRunning}>
          {t('import.another')}
        </Button>
        <LinkButton to="people">{t('back')}</LinkButton>
      </div>
      {refused.length === 0 ? null : (
        <Section title={t('import.why')}>
          <Table
            label={t('import.why')}
            columns={columns}
            rows={refused.slice(0, 200)}
            keyOf={({ line }) => String(line)}
          />
        </Section>
      )}
    </>
  )
}

function Stopped({ error }: { readonly error: Error }): ReactNode {
  const t = useTexts(peopleTexts)
  return (
    <p className="wrong" role="alert">
      <Said error={error} /> {t('import.stopped')}
    </p>
  )
}

function Why({ why }: Report): ReactNode {
  return why === undefined ? null : <Told issues={[{ ...why, reason: why.code }]} />
}
