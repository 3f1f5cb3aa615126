import type { World } from '@damson/testkit'

/** Makes many clients like one that there is, each with Basic: by SQL, for one at a time takes long. */
export async function copyClient({ store }: World, project: string, id: string, count: number): Promise<void> {
  await store.db.query({
    sql: `with made as (select gen_random_uuid()::text as id from generate_series(1, $3::int)),
      rows as (
        insert into resources (project, type, id, version, updated_at, terms, content, patients, extended)
        select project, type, made.id, version, updated_at, terms, replace(content, $1, made.id), patients, extended
        from resources, made where project = $2 and type = 'ClientApplication' and resources.id = $1
        returning id)
      insert into clients (id, project, active, kind, auth_method, basic_allowed, first_party)
      select rows.id::uuid, project, active, kind, auth_method, true, first_party from rows, clients
      where clients.id = $1::uuid`,
    params: [id, project, count],
  })
}
