-- Policies that demand a device which the person's provider vouched for: asked at the sign-in, too.
alter table access_policies add column needs_device boolean not null default false;
update access_policies a set needs_device = true
from resources r
where r.project = a.project and r.type = 'AccessPolicy' and r.id = a.id::text and not r.deleted
  and position('"compliantDeviceRequired":true' in r.content) > 0;
