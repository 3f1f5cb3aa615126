-- What Bots logged and why they failed. It may tell of patients, so it is sealed; kept for thirty days.
create table bot_runs (
  project uuid not null,
  id uuid not null,                       -- in the order of time (RFC 9562, version 7)
  bot_id uuid not null,
  at timestamptz not null,
  trace text not null,                    -- of the request that started it
  outcome text not null,                  -- 'ok', or why it failed
  sealed text not null,                   -- JSON: lines, error, who started it
  primary key (project, id)
);
create index bot_runs_of_bot on bot_runs (project, bot_id, id);
create index bot_runs_by_age on bot_runs (at);
