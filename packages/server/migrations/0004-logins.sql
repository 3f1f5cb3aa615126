-- The login is a tree: a root is one sign-in of a person in one browser or app; each client's login is a child of it.
-- A machine's login is root and child in one: its root_id is null.

create table login_roots (
  id uuid primary key,
  user_id uuid not null,
  method text not null,              -- password, …
  factors text[] not null,
  authenticated_at timestamptz not null,
  ends_at timestamptz not null,      -- the overall limit
  sealed_place text not null,        -- address and user agent, sealed with the context `login-root:<id>`
  revoked_at timestamptz,
  revoked_why text
);
create index login_roots_by_user on login_roots (user_id, authenticated_at);

create table logins (
  id uuid primary key,               -- the public id: `login_id` in tokens and audit
  root_id uuid references login_roots,
  project uuid,                      -- null until the membership is chosen
  user_id uuid,
  client_id uuid,                    -- null: an app that sent none
  membership_id uuid,
  profile text,
  method text not null,
  requested_project text,            -- a project id, or 'new'
  requested_profile_type text,
  scope text not null,
  nonce text,
  code_challenge text,
  redirect_uri text,                 -- where the hosted pages send the code; the exchange must name it again
  state text,                        -- the app's, given back by the hosted pages
  consented_at timestamptz,
  created_at timestamptz not null,
  handle_hash text,                 -- while the sign-in is pending; null once the code is redeemed
  handle_expires_at timestamptz,
  browser_hash text,                -- the cookie of the browser that began it on the hosted pages
  code_hash text,
  code_expires_at timestamptz,
  code_spent_at timestamptz,
  granted_at timestamptz,            -- tokens were issued
  client_auth text,                  -- how the client authenticated then; a refresh must do the same
  refresh_family uuid,
  refresh_generation integer,
  refresh_turned_at timestamptz,
  refresh_expires_at timestamptz,    -- moves with each turn
  refresh_ends_at timestamptz,       -- does not move
  outlives_root boolean not null default false,  -- offline_access: outlives the root's limits, not its revocation
  last_used_at timestamptz not null,
  expires_at timestamptz not null,   -- after this nothing of it is accepted any more, and it can be deleted
  revoked_at timestamptz,
  revoked_why text
);
create unique index logins_by_handle on logins (handle_hash) where handle_hash is not null;
create unique index logins_by_code on logins (code_hash) where code_hash is not null;
create unique index logins_by_family on logins (refresh_family) where refresh_family is not null;
create index logins_by_root on logins (root_id) where root_id is not null;
create index logins_by_membership on logins (project, membership_id);
create index logins_by_expiry on logins (expires_at);
