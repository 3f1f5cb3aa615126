-- Passkeys (WebAuthn). The host that they work at is fixed when the first one is made.
create table passkey_rp (
  fixed boolean primary key default true check (fixed),
  rp_id text not null,
  origins text[] not null,          -- other origins that this host was seen to allow
  fixed_at timestamptz not null
);

-- What an account is called in authenticators: random, and of no use elsewhere.
create table passkey_accounts (
  user_id uuid primary key,
  handle text not null unique,
  offered_at timestamptz            -- when the person was last asked whether they want a passkey
);

create table passkeys (
  id uuid primary key,
  user_id uuid not null,
  credential_id text not null unique,
  public_key text not null,         -- COSE, as base64url
  counter bigint not null,          -- only ever grows, or stays 0
  transports text[] not null,
  backup_eligible boolean not null, -- it may be copied to other devices of its owner
  backed_up boolean not null,
  aaguid uuid not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkeys_by_user on passkeys (user_id);

-- Challenges that were answered: none is answered twice.
create table passkey_challenges (
  hash text primary key,
  expires_at timestamptz not null
);
create index passkey_challenges_by_time on passkey_challenges (expires_at);
