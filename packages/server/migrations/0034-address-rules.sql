-- From where requests may come: the rules (`ipAccessRule`) of policies, clients and projects that have any.
create table address_rules (
  project uuid not null,
  owner_type text not null, -- AccessPolicy, ClientApplication or Project
  owner_id text not null,
  rules text not null,      -- the list, as JSON
  primary key (project, owner_type, owner_id)
);
