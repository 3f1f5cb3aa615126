-- Gate tables: the narrow part of an identity resource on which sign-in depends, written in the transaction that writes
-- the resource. The project of what belongs to no project (server-wide users) is 00000000-0000-0000-0000-000000000000.

create table projects (
  id uuid primary key,
  active boolean not null,
  super_admin boolean not null default false  -- set by the operator's set-up alone
);

create table users (
  id uuid primary key,
  project uuid not null,
  email text,                           -- lower case, NFC; null for people without one
  email_proven_at timestamptz,          -- an address is taken only when proven
  password_hash text,                   -- argon2id of the peppered password; null until one is chosen
  password_key_version text,            -- the version of the pepper
  password_changed_at timestamptz,
  active boolean not null default true
);
create unique index users_by_proven_email on users (project, email) where email_proven_at is not null;
create index users_by_email on users (email, project) where email is not null;

create table memberships (
  project uuid not null,
  id uuid not null,
  user_type text not null check (user_type in ('User', 'ClientApplication', 'Bot')),
  user_id uuid not null,
  profile text not null,                -- 'Practitioner/…', or the ClientApplication or Bot itself
  active boolean not null,
  admin boolean not null,
  owner boolean not null default false, -- whoever made the project; cannot be removed
  external_id text,
  primary key (project, id)
);
create unique index memberships_by_profile on memberships (project, user_id, profile);
create index memberships_by_user on memberships (user_id);
create unique index memberships_by_external_id on memberships (project, external_id) where external_id is not null;

create table clients (
  id uuid primary key,
  project uuid not null,
  active boolean not null,
  kind text not null check (kind in ('app', 'server', 'device')),
  auth_method text not null,            -- tokenEndpointAuthMethod
  basic_allowed boolean not null,
  first_party boolean not null
);

-- A client's secrets: 256 random bits each, kept as a keyed hash. Two while one is being rotated.
create table client_secrets (
  client_id uuid not null references clients on delete cascade,
  secret_hash text not null,
  key_version text not null,
  created_at timestamptz not null,
  retiring boolean not null default false,
  primary key (client_id, secret_hash)
);

-- Exact origins from which browsers may call, registered by clients and projects.
create table origins (
  origin text not null,
  project uuid not null,
  owner_type text not null,  -- ClientApplication or Project
  owner_id uuid not null,
  primary key (origin, project, owner_type, owner_id)
);
create index origins_by_owner on origins (owner_id);

-- Links sent by mail: set a password after an invitation or a reset, verify an address. Used once.
create table one_time_links (
  id uuid primary key,
  user_id uuid not null,
  kind text not null check (kind in ('invite', 'verify-email', 'reset', 'set-up')),
  secret_hash text not null,
  key_version text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index one_time_links_by_user on one_time_links (user_id, kind);

-- Which accounts signed in from which addresses, as one keyed hash of both; forgotten after 30 days.
create table known_addresses (
  pair_hash text primary key,
  seen_at timestamptz not null
);
create index known_addresses_by_time on known_addresses (seen_at);
