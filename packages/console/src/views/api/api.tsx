import { type ReactNode, useDeferredValue, useMemo } from 'react'
import { useRead } from '#api'
import { useQuery } from '#frame'
import { useTexts } from '#language'
import { Answer, Card, Chip, Choice, type Column, Empty, Find, Link, Page, Section, Table } from '#parts'
import {
  type Document,
  type FieldRow,
  fieldsOf,
  groupsIn,
  matching,
  type Operation,
  operationsIn,
  type Schema,
  typeOf,
} from './document.ts'
import { apiTexts } from './texts.ts'
import { Try } from './try.tsx'

const ALL = 'all'

/** What the API offers, and a way to try it as the person who is signed in. */
export default function Api(): ReactNode {
  const t = useTexts(apiTexts)
  const read = useRead<Document>('openapi.json')
  return (
    <Page title={t('heading')} lead={t('lead')}>
      <Answer of={read}>{(document) => <Shown document={document} />}</Answer>
    </Page>
  )
}

function Shown({ document }: { readonly document: Document }): ReactNode {
  const t = useTexts(apiTexts)
  const [text, setText] = useQuery('find')
  const [chosen] = useQuery('operation')
  const asked = useDeferredValue(text)
  const all = useMemo(() => operationsIn(document), [document])
  const groups = useMemo(() => groupsIn(all), [all])
  const [wanted, setPart] = useQuery('part', ALL)
  const part = groups.some(([tag]) => tag === wanted) ? wanted : ALL
  const found = useMemo(
    () => matching(all, asked).filter(({ tag }) => part === ALL || tag === part),
    [all, asked, part],
  )
  const operation = all.find(({ operationId }) => operationId === chosen)
  return (
    <>
      {operation === undefined ? null : <One key={operation.operationId} operation={operation} document={document} />}
      <div className="filters">
        <Find label={t('find')} value={text} onChange={setText} />
        <Choice
          label={t('part')}
          value={part}
          onChange={setPart}
          options={[{ value: ALL, text: t('part.all') }, ...groups.map(([tag]) => ({ value: tag, text: tag }))]}
        />
      </div>
      {found.length === 0 ? <Empty>{t('none')}</Empty> : <Operations operations={found} find={text} part={part} />}
    </>
  )
}

interface OperationsProps {
  readonly operations: readonly Operation[]
  /** What is looked for, and in which part: a link to one of them keeps it. */
  readonly find: string
  readonly part: string
}

function Operations({ operations, ...kept }: OperationsProps): ReactNode {
  const t = useTexts(apiTexts)
  return groupsIn(operations).map(([tag, isForPrograms]) => {
    const own = operations.filter((one) => one.tag === tag)
    const list = <Items operations={own} {...kept} />
    return (
      <Section key={tag} title={tag}>
        {isForPrograms ? (
          list
        ) : (
          // Who looks for something shall see where it was found.
          <details open={kept.find !== '' || kept.part !== ALL}>
            <summary>{t('notForPrograms', { count: own.length })}</summary>
            {list}
          </details>
        )}
      </Section>
    )
  })
}

function Items({ operations, find, part }: OperationsProps): ReactNode {
  return (
    <Card>
      <ul className="items">
        {operations.map(({ operationId, method, path, summary }) => (
          <li key={operationId}>
            <Method method={method} />{' '}
            <Link
              to="api"
              search={{ operation: operationId, ...(find !== '' && { find }), ...(part !== ALL && { part }) }}
            >
              <code dir="ltr">{path}</code>
            </Link>
            <p className="soft">
              <bdi>{summary}</bdi>
            </p>
          </li>
        ))}
      </ul>
    </Card>
  )
}

const Method = ({ method }: { readonly method: string }): ReactNode => (
  <Chip tone={method === 'DELETE' ? 'bad' : method === 'GET' ? 'good' : undefined}>{method}</Chip>
)

interface OneProps {
  readonly operation: Operation
  readonly document: Document
}

/** What an operation takes and answers, and the form to try it. The document itself is in English. */
function One({ operation, document }: OneProps): ReactNode {
  const t = useTexts(apiTexts)
  const { method, path, summary = '', description, parameters = [], requestBody, responses = {} } = operation
  return (
    <Section title={summary}>
      <p>
        <Method method={method} /> <code dir="ltr">{path}</code>
      </p>
      {description === undefined ? null : <p dir="auto">{description}</p>}
      {parameters.length === 0 ? null : (
        <Fields
          label={t('parameters')}
          rows={parameters.map(({ name, in: place, required, description: about, schema }) => ({
            name: `${name} (${t(`in.${place}`)})`,
            type: typeOf(schema, document),
            description: about,
            isRequired: required === true,
          }))}
        />
      )}
      {Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => (
        <SchemaFields key={type} label={t('body', { type })} schema={schema} document={document} />
      ))}
      {Object.entries(responses).map(([status, { description: says, content = {} }]) =>
        Object.entries(content).map(([type, { schema }]) => (
          <SchemaFields
            key={`${status} ${type}`}
            label={t('answer', { status, says: says ?? '' })}
            schema={schema}
            document={document}
          />
        )),
      )}
      <Try operation={operation} document={document} />
    </Section>
  )
}

interface SchemaFieldsProps {
  readonly label: string
  readonly schema: Schema | undefined
  readonly document: Document
}

function SchemaFields({ label, schema, document }: SchemaFieldsProps): ReactNode {
  const rows = fieldsOf(schema, document)
  return rows.length === 0 ? null : <Fields label={label} rows={rows} />
}

function Fields({ label, rows }: { readonly label: string; readonly rows: readonly FieldRow[] }): ReactNode {
  const t = useTexts(apiTexts)
  const columns: readonly Column<FieldRow>[] = [
    {
      name: 'field',
      title: t('field'),
      holds: 'long',
      cell: ({ name, isRequired }) => (
        <>
          <code dir="ltr">{name}</code> {isRequired ? <Chip>{t('required')}</Chip> : null}
        </>
      ),
    },
    { name: 'type', title: t('type'), cell: ({ type }) => <span dir="ltr">{type}</span> },
    {
      name: 'about',
      title: t('about'),
      holds: 'long',
      cell: ({ description }) => (description === undefined ? null : <div dir="auto">{description}</div>),
    },
  ]
  return (
    <details>
      <summary>{label}</summary>
      <Table label={label} columns={columns} rows={rows} keyOf={({ name }) => name} />
    </details>
  )
}
