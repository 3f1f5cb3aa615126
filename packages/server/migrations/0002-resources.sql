-- The FHIR store. Every key starts with the project, or with a hash that the project went into.

create table resources (
  rk bigint generated always as identity primary key,
  project uuid not null,
  type text not null,
  id text collate "C" not null,
  version integer not null,
  updated_at timestamptz not null,
  deleted boolean not null default false,  -- the row of a deleted resource is its tombstone
  terms bigint[] not null,                 -- 64-bit hashes of (project, type, term): tokens, references, presence, compartments
  content text not null,                   -- the plain R4 resource, starting {"resourceType":"T","id":"I","meta":{
  patients text[] not null,                -- 'Patient/…', the patients in whose compartments it is; for the audit
  extended text not null,                  -- what `X-Medplum: extended` adds inside meta: author, project, account
  unique (project, type, id)
);
create index resources_by_term on resources using gin (terms);
create index resources_by_time on resources (project, type, updated_at, rk);

-- Versions that another has replaced, tombstones among them.
create table resource_history (
  project uuid not null,
  type text not null,
  id text collate "C" not null,
  version integer not null,
  updated_at timestamptz not null,
  deleted boolean not null,
  content text not null,
  patients text[] not null,
  extended text not null,
  primary key (project, type, id, version)
);
create index resource_history_by_time on resource_history (project, type, updated_at);

-- `param` in the three ordered tables is the 64-bit hash of (project, type, parameter).
create table resource_dates (
  param bigint not null,
  lo bigint not null,  -- milliseconds since the epoch, inclusive
  hi bigint not null,  -- exclusive
  apart boolean not null,    -- wider than 31 days, or one of several of its resource
  lowest boolean not null,   -- the one of its resource that sorts first, upwards …
  highest boolean not null,  -- … and downwards
  rk bigint not null
);
create index resource_dates_by_lo on resource_dates (param, lo, rk) include (hi, apart, lowest, highest);
create index resource_dates_apart on resource_dates (param, lo, rk) where apart;
create index resource_dates_by_resource on resource_dates (rk);

create table resource_strings (
  param bigint not null,
  value text collate "C" not null,  -- without marks, lower case, white space folded, at most 400 characters
  lowest boolean not null,
  highest boolean not null,
  rk bigint not null
);
create index resource_strings_by_value on resource_strings (param, value, rk);
create index resource_strings_by_resource on resource_strings (rk);

create table resource_numbers (
  param bigint not null,
  lo double precision not null,
  hi double precision not null,
  apart boolean not null,  -- a range, or one of several of its resource
  system bigint not null,  -- 64-bit hashes of the unit's system and code, so that a long one fits into the index
  code bigint not null,
  lowest boolean not null,
  highest boolean not null,
  rk bigint not null
);
create index resource_numbers_by_lo on resource_numbers (param, lo, rk) include (hi, apart, system, code, lowest, highest);
create index resource_numbers_apart on resource_numbers (param, lo, rk) where apart;
create index resource_numbers_by_resource on resource_numbers (rk);

-- The raw bytes of Binary resources, one row a version.
create table binary_contents (
  project uuid not null,
  id text not null,
  version integer not null,
  content bytea not null,
  primary key (project, id, version)
);
