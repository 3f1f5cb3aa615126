-- Launches from within an EHR (SMART App Launch): what was open there when an app was started, to be taken once.

create table launches (
  token_hash text primary key,       -- SHA-256 of the `launch` value
  project uuid not null,
  client_id uuid not null,           -- the app that is launched, and no other
  user_id uuid,                      -- the person who launched it, and no other; null: a machine did
  patient text,                      -- `Patient/id`
  context text not null,             -- JSON: what the token response tells beside the patient
  created_at timestamptz not null,
  expires_at timestamptz not null,
  spent_at timestamptz               -- taken by a login
);
create index launches_by_expiry on launches (expires_at);

alter table logins
  add column launch text;            -- JSON: the context of the launch that it took; its patient is in `patient`
