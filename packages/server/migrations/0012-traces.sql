-- What developers see of a flow, while their project is in developer mode.

alter table projects
  add column developer_until timestamptz;  -- Project.developerModeUntil: until then the flows of its clients are traced

create table traces (
  project uuid not null,                -- whose administrators see it; 00000000-… for requests of nobody's client
  id uuid not null,                     -- the trace id of the request
  at timestamptz not null,
  flow text,                            -- a hash of the client and its code challenge: the same in all requests of a sign-in
  login uuid,                           -- the login (child) that the request belonged to
  step text not null,                   -- JSON: the step, without secrets and personal data
  primary key (project, id)
);
create index traces_by_time on traces (project, at);
create index traces_by_flow on traces (project, flow) where flow is not null;
create index traces_by_login on traces (project, login) where login is not null;
