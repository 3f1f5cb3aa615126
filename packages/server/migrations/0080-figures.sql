-- What happened in each project by the hour: added up by every node in memory, and written every few seconds.
create table hourly_figures (
  project uuid not null,
  hour timestamptz not null,   -- its beginning
  kind text not null,          -- a kind of event, or a step of the latency: domain/figures
  count bigint not null,
  primary key (project, hour, kind)
);
create index hourly_figures_by_hour on hourly_figures (hour);

-- Which limits were used to 80 % or more, by the hour.
create table near_limits (
  project uuid not null,
  hour timestamptz not null,
  name text not null,          -- of the limit, as in RateLimit headers
  subject text not null,       -- 'ProjectMembership/…', 'ClientApplication/…' or 'Project/…'
  percent integer not null,    -- the most; above 100: requests were refused
  primary key (project, hour, name, subject)
);
create index near_limits_by_hour on near_limits (hour);
