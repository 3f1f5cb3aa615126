-- Second factors of people: what each has set up, recovery codes, and the codes that e-mails carry.

create table factors (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  kind text not null check (kind in ('totp', 'email')),
  name text not null,                     -- chosen by the person; empty until then
  sealed_secret text,                     -- of an authenticator app, sealed with the context `factor:<id>`
  asked_by uuid,                          -- while it is not confirmed: the login or root that was shown the secret
  created_at timestamptz not null,
  confirmed_at timestamptz,               -- null: its secret was shown, and no code of it has come yet
  last_step bigint not null default 0,    -- of an authenticator app: the newest time step whose code was taken
  failures integer not null default 0,    -- wrong codes since the last right one
  last_used_at timestamptz
);
create index factors_by_user on factors (user_id);
-- A secret that one login was shown is never another's: whoever saw it could answer with it later.
create unique index factors_unconfirmed on factors (asked_by) where confirmed_at is null;
create index factors_unconfirmed_by_age on factors (created_at) where confirmed_at is null;
create unique index factors_email on factors (user_id) where kind = 'email';

-- The key of a person's recovery codes, so that a change of the master key spoils none of them.
create table recovery_keys (
  user_id uuid primary key references users on delete cascade,
  sealed_key text not null,               -- sealed with the context `recovery-codes:<user_id>`
  made_at timestamptz not null
);
create table recovery_codes (
  user_id uuid not null references recovery_keys on delete cascade,
  code_hash text not null,                -- keyed with that key
  used_at timestamptz,
  primary key (user_id, code_hash)
);

-- The code in an e-mail, bound to the login or root that asked for it; a newer one replaces it.
create table mailed_codes (
  asked_by uuid primary key,
  user_id uuid not null references users on delete cascade,
  code_hash text not null,                -- keyed; the hashed text names `asked_by` too
  key_version text not null,
  expires_at timestamptz not null,
  tries integer not null default 0,
  used_at timestamptz
);
create index mailed_codes_by_expiry on mailed_codes (expires_at);
create index mailed_codes_by_user on mailed_codes (user_id);

-- When a second factor was last proven in this sign-in. Null: never.
alter table login_roots add column factors_proven_at timestamptz;

-- Who must prove a second factor, beside what projects and clients say in their resources.
alter table users add column mfa_required boolean not null default false;
alter table memberships add column mfa_required boolean not null default false;
alter table access_policies
  add column mfa_required boolean not null default false,
  add column minimum_acr text;           -- null: none
-- Most projects have no such policy, and then a sign-in reads none.
create index access_policies_demanding on access_policies (project) where mfa_required or minimum_acr is not null;
