-- For ten minutes after an administrator proved themselves, they may connect one device by the code that it shows.
create table device_windows (
  id uuid primary key,
  project uuid not null,
  user_id uuid not null,                  -- the administrator's account
  membership_id uuid not null,            -- and their membership
  name text not null,                     -- of the device
  access_policy text,                     -- of the device's membership; null for one that gets a new key
  device_id uuid,                         -- the device that gets a new key
  opened_at timestamptz not null,
  expires_at timestamptz not null,
  closed_at timestamptz                   -- used, closed, or another was opened
);
create index device_windows_by_user on device_windows (user_id) where closed_at is null;
create index device_windows_by_expiry on device_windows (expires_at);

-- Codes by which devices ask to be connected (RFC 8628).
create table device_codes (
  id uuid primary key,
  project uuid not null,
  client_id uuid not null,                -- the client that asks
  code_hash text not null unique,         -- of the device code
  user_code_hash text not null,           -- of the code that a person types; keyed
  key text not null,                      -- the device's public key, a JWK
  thumbprint text not null,               -- of the key (RFC 7638)
  scope text not null,                    -- of its first token
  origin text not null,                   -- address and program, sealed
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  interval_seconds integer not null,      -- between two polls
  polled_at timestamptz,
  state text not null default 'pending' check (state in ('pending', 'approved', 'denied', 'used')),
  device_id uuid,                         -- the client that it became
  unique (project, user_code_hash)
);
create index device_codes_by_expiry on device_codes (expires_at);

-- Devices that were connected by a code. Each is a ClientApplication too.
create table devices (
  id uuid primary key references clients (id) on delete cascade,
  project uuid not null,
  thumbprint text not null,               -- of its key
  key_since timestamptz not null,
  connected_at timestamptz not null,
  connected_by uuid not null,             -- the administrator's membership
  used_at timestamptz,                    -- when it last got a token
  address text,                           -- from where; sealed
  version text,                           -- what its SDK says it is
  ended_at timestamptz,
  ended_as text check (ended_as in ('revoked', 'lost'))
);
create index devices_by_project on devices (project);

-- Keys of devices that were lost: nobody connects with one again.
create table lost_device_keys (
  project uuid not null,
  thumbprint text not null,
  lost_at timestamptz not null,
  primary key (project, thumbprint)
);
