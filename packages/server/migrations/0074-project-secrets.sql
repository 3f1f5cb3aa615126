-- What the Bots of a project need to call others: keys and passwords, by the names under which Bots get them.
create table project_secrets (
  project uuid not null,
  name text not null,
  sealed text not null,                   -- with the context `project-secret:<project>:<name>`
  set_by text not null,                   -- the profile of the owner
  set_at timestamptz not null,
  primary key (project, name)
);
