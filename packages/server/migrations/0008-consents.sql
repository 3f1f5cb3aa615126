-- What people allowed apps that are not first-party, remembered until it is revoked or ends.

create table consents (
  project uuid not null,
  id uuid not null,
  membership_id uuid not null,       -- whose it is, and as whom
  client_id uuid not null,
  patient text not null,             -- `Patient/id`, whose record it is about; '' when it is about no single one
  redirect_origin text not null,     -- where the app takes people back to
  client_name text not null,         -- as the person saw it
  client_public boolean not null,    -- the client proved itself by nothing
  scope text not null,               -- canonical
  limited boolean not null,          -- resource scopes were asked for, as in `logins`: without any, all that the policy holds was allowed
  granted_at timestamptz not null,
  ends_at timestamptz not null,
  last_used_at timestamptz not null, -- the last sign-in that it was good for
  revoked_at timestamptz,
  revoked_why text,
  primary key (project, id)
);
create unique index consents_live on consents (project, membership_id, client_id, patient, redirect_origin)
  where revoked_at is null;
create index consents_by_client on consents (project, client_id);
create index consents_by_end on consents (coalesce(revoked_at, ends_at));

alter table logins
  add column consent_ends_at timestamptz; -- what was allowed ends then, and the login with it
