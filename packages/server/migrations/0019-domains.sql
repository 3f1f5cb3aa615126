-- E-mail domains whose addresses sign in with the identity provider of their organisation.

-- In step with the DomainConfigurations.
create table domains (
  id uuid primary key,               -- of the DomainConfiguration
  project uuid not null,             -- whose it is; 00000000-… is the operator's, for every project
  domain text not null,              -- as DNS has it: lower case, IDNA, without a last dot
  token text not null,               -- random; what its TXT record must hold: another project's record proves nothing
  status text not null check (status in ('pending', 'proven', 'suspended')),
  enforced boolean not null default false,
  misses integer not null default 0, -- how often in a row the record was not there
  due_at timestamptz                 -- when DNS is asked again; null while pending
);
create unique index domains_by_project on domains (project, domain);
-- Whose a domain is: one project's at a time, or the operator's.
create unique index domains_proven on domains (domain) where status = 'proven';
create index domains_due on domains (due_at) where due_at is not null;

-- The one membership that stays outside of what a domain is held to.
alter table projects add column emergency_membership uuid;
