-- Signing out everywhere: which clients are told by a call of this server, and what they are still to be told.

alter table clients
  add column back_channel_logout_uri text; -- null: the client is not called

create table logout_notices (
  id uuid primary key,               -- `jti` of the logout token, the same at every attempt
  project uuid not null,             -- the client's
  client_id uuid not null,
  user_id uuid not null,
  root_id uuid not null,             -- the sign-in that ended, as a whole or for this client
  created_at timestamptz not null,
  attempts integer not null default 0,
  due_at timestamptz not null,       -- whoever tries sets it ahead: should that node die, another one tries later
  settled_at timestamptz,            -- told, or given up; the row is deleted a while after
  outcome text                       -- 'delivered', or why it was given up
);
create unique index logout_notices_pending on logout_notices (root_id, client_id) where settled_at is null;
create index logout_notices_by_due on logout_notices (due_at) where settled_at is null;
create index logout_notices_by_settled on logout_notices (settled_at) where settled_at is not null;
