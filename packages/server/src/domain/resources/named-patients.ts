import { type Condition, namedIn, type Search } from '@damson/fhir'
import type { Tx } from '#base/db'
import { MOST_PATIENTS } from './indexed.ts'
import { patientsOfMany } from './resource.store.ts'
import { patientsFound } from './search.store.ts'
import type { Stored } from './stored.ts'

/**
 * The patients that a search names: directly, through resources in their records, or by an identifier of either. Even an
 * empty page or a count reveals something about them. Undefined when there are more patients than the audit can record.
 *
 * @param shown The resources on the page; their patients are known.
 */
export async function patientsNamed(
  tx: Tx,
  project: string,
  search: Search,
  shown: readonly Stored[],
): Promise<readonly string[] | undefined> {
  const { references, identifiers } = namedIn(search)
  const found = new Set(references.filter(isPatient))
  const others = references.filter((reference) => !isPatient(reference))
  if (others.length + identifiers.length === 0 || saysNoMore(search.condition, others, identifiers, shown))
    return [...found]
  const limit = MOST_PATIENTS + 1
  if (others.length > 0) {
    const [types, ids] = [others.map((other) => split(other)[0]), others.map((other) => split(other)[1])]
    for (const { patient } of await patientsOfMany.rows(tx, { project, types, ids, limit })) found.add(patient)
  }
  if (identifiers.length > 0) {
    const condition: Condition = { op: 'term', terms: identifiers }
    for (const patient of await patientsFound(tx, project, search.type, condition, limit)) found.add(patient)
  }
  return found.size > MOST_PATIENTS ? undefined : [...found]
}

/** Whether the search names one thing, asks nothing else and shows it: then the page already names its patients. */
function saysNoMore(
  { op }: Condition,
  others: readonly string[],
  identifiers: readonly string[],
  shown: readonly Stored[],
): boolean {
  return shown.length > 0 && (op === 'id' || (op === 'term' && others.length + identifiers.length === 1))
}

const isPatient = (reference: string): boolean => reference.startsWith('Patient/')

function split(reference: string): readonly [type: string, id: string] {
  const at = reference.indexOf('/')
  return [reference.slice(0, at), reference.slice(at + 1)]
}
