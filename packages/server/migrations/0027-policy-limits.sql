-- How large the policies of a membership are together: kept in step with the resources, so that the limit can be checked
-- where a policy is saved that many memberships use.

create table access_policies (
  project uuid not null,
  id text not null,             -- of the AccessPolicy
  clauses integer not null,     -- for how many clauses it counts in a membership that it is given to
  primary key (project, id)
);

-- Of memberships that are given more than one policy alone: one policy by itself is within the limit.
create table policy_uses (
  project uuid not null,
  policy text not null,         -- the id of the AccessPolicy
  membership text not null,     -- the id of the ProjectMembership
  times integer not null,       -- how often it is given, each time with other parameters
  primary key (project, policy, membership)
);

create index policy_uses_by_membership on policy_uses (project, membership);

-- What was stored before: the server measures it beside its requests, and takes it off this list.
create table unmeasured_policies (
  project uuid not null,
  type text not null,           -- AccessPolicy or ProjectMembership
  id text not null,
  primary key (project, type, id)
);

insert into unmeasured_policies (project, type, id)
select r.project, r.type, r.id
from projects p
join resources r on r.project = p.id and r.type = 'AccessPolicy'
where not r.deleted;

insert into unmeasured_policies (project, type, id)
select r.project, r.type, r.id
from memberships m
join resources r on r.project = m.project and r.type = 'ProjectMembership' and r.id = m.id::text
where not r.deleted and position('"access":[' in r.content) > 0;
