-- When each client last proved itself or got a token, how, and from where. Devices had this before.
create table client_uses (
  client_id uuid primary key,     -- without a foreign key: a note waits for no change of the client
  project uuid not null,
  used_at timestamptz not null,
  how text not null,              -- secret, old_secret, key, workload, token, basic
  address text not null,          -- sealed with the context `device-use:<client_id>`
  program text not null,          -- what it says it is
  basic_used_at timestamptz,
  old_secret_used_at timestamptz, -- the secret that a rotation left beside the new one
  old_secret_address text         -- sealed, as above
);
insert into client_uses (client_id, project, used_at, how, address, program, basic_used_at)
select d.id, d.project, d.used_at, case when d.basic_used_at = d.used_at then 'basic' else 'token' end, d.address,
  coalesce(d.version, ''), d.basic_used_at
from devices d join clients c on c.id = d.id and c.project = d.project
where d.used_at is not null and d.address is not null;

-- Of clients that are older than this column, the time from which their use is known.
alter table clients add column created_at timestamptz not null default now();
-- A project's clients are listed, and asked about together.
create index clients_by_project on clients (project, kind);
