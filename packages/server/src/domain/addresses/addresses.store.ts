import { sql, statement, statementByNames } from '#base/db'

export const putAddressRules = statementByNames<
  { project: string; ownerType: string; ownerId: string; rules: string },
  never
>(
  'addresses.put',
  ({ project, ownerType, ownerId, rules }) => sql`
    insert into address_rules (project, owner_type, owner_id, rules)
    values (${project}, ${ownerType}, ${ownerId}, ${rules})
    on conflict (project, owner_type, owner_id) do update set rules = excluded.rules`,
)

export const dropAddressRules = statement<[project: string, ownerType: string, ownerId: string], never>(
  'addresses.drop',
  (project, ownerType, ownerId) => sql`
    delete from address_rules where project = ${project} and owner_type = ${ownerType} and owner_id = ${ownerId}`,
)

export interface AddressRulesRow {
  readonly ownerType: string
  readonly ownerId: string
  readonly rules: string
}

/** All rules of a project; few projects have any. */
export const addressRulesOf = statement<[project: string], AddressRulesRow>(
  'addresses.of-project',
  (project) => sql`
    select owner_type as "ownerType", owner_id as "ownerId", rules from address_rules where project = ${project}`,
)
