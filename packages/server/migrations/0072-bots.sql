-- The versions of the code of Bots, as they were deployed.
create table bot_versions (
  id uuid primary key,
  project uuid not null,
  bot_id uuid not null,
  number integer not null,                -- within the Bot, from 1
  entry text not null,                    -- the file that exports the handler
  files text not null,                    -- JSON: what was submitted, by the names of the files
  code text not null,                     -- what runs: one file of CommonJS
  map text not null,                      -- its source map
  deployed_by text not null,              -- the profile of the author
  deployed_at timestamptz not null,
  unique (project, bot_id, number)
);

-- Which version of each Bot runs. A Bot without a row has no code.
create table active_bots (
  project uuid not null,
  bot_id uuid not null,
  version_id uuid not null references bot_versions (id),
  activated_at timestamptz not null,
  primary key (project, bot_id)
);
create index active_bots_by_version on active_bots (version_id);
