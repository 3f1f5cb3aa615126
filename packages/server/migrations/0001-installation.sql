-- What belongs to the installation as a whole: its key's name, its signing keys, and the news that nodes tell each other.

create table installation (
  singleton boolean primary key default true check (singleton),  -- there is one row
  key_fingerprint text not null,                       -- names DAMSON_KEY without giving it away
  created_at timestamptz not null,
  set_up_at timestamptz,                               -- when the first administrator was made
  restored_at timestamptz,                             -- set by restore; the program starts only once it is accepted
  restore_accepted_at timestamptz
);

-- The news: `revision.value` is bumped in the transaction that changes what nodes hold in memory, last of all, so that
-- the row's lock puts the news in the order of the commits. Nodes poll the value and read the entries after theirs.
create table revision (
  singleton boolean primary key default true check (singleton),
  value bigint not null
);
insert into revision (value) values (0);

create table invalidations (
  revision bigint not null,
  kind text not null,     -- login, root, membership, client, user, project, policy, origin
  subject text not null,  -- the id of what changed
  at timestamptz not null,
  primary key (revision, kind, subject)
);

create table signing_keys (
  kid text primary key,
  algorithm text not null check (algorithm in ('ES256', 'RS256')),
  public_jwk jsonb not null,
  sealed_private_jwk text not null,      -- sealed with the context `signing-key:<kid>`
  signs_from timestamptz not null,       -- published before it signs
  published_until timestamptz not null   -- stays in the JWKS until the last token it signed has expired
);

-- Counters of rate limits. Unlogged: a crash of the database forgets them, and a commit does not wait for the disk.
create unlogged table rate_limits (
  key varchar(255) primary key,  -- keyed hashes where a key would name a person
  points integer not null default 0,
  expire bigint                  -- milliseconds since the epoch
);
