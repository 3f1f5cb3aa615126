-- Who administers a project in any way: few among many members.
alter table memberships add column admin_role text;  -- of the resource; null: none
update memberships m set admin_role = r.content::jsonb ->> 'adminRole'
from resources r
where r.project = m.project and r.type = 'ProjectMembership' and r.id = m.id::text and not r.deleted
  and r.content like '%"adminRole"%';
create index memberships_of_administrators on memberships (project) where admin or admin_role is not null;
