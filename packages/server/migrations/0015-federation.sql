-- Identity providers: who proves people instead of Damson, the round trips to them, and whom they have vouched for.

-- In step with the resources that name one (ClientApplication, DomainConfiguration).
create table providers (
  key text primary key,            -- client:<id of the ClientApplication>, domain:<id of the DomainConfiguration>
  project uuid not null,           -- whose it is; 00000000-… is the operator's, for every project
  active boolean not null,         -- the client is active; a domain's own status is its module's
  issuer text,                     -- as configured; null where discovery alone tells it
  config_hash text not null,       -- of what decides where people are sent and what is believed, without secrets
  sealed_secret text,              -- JSON of clientSecret and userInfoApiKey, sealed with the context `provider:<key>`
  tested_hash text,                -- the config_hash that somebody has signed in with to try it
  tested_at timestamptz
);
create index providers_by_project on providers (project);

-- Round trips under way: from the browser to a provider and back.
create table provider_legs (
  state_hash text primary key,     -- SHA-256 of the `state` that the provider gives back
  provider_key text not null,
  project uuid not null,           -- in which the sign-in is
  browser_hash text not null,      -- of the cookie of the browser that began it, and no other
  sealed text not null,            -- JSON: nonce, PKCE verifier, and what to go on with; the context is `leg:<state_hash>`
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz              -- taken: a state works once
);
create index provider_legs_by_expiry on provider_legs (expires_at);

-- Whom a provider's person is in a project: after the first time only issuer and subject count.
create table identities (
  id uuid primary key,
  project uuid not null,           -- the provider speaks for this project and no other
  issuer text not null,
  subject text not null,
  user_id uuid not null,
  membership_id uuid,              -- linked by an external id: that membership and no other; null: any of the project
  provider_key text not null,      -- the provider that made the link
  how text not null check (how in ('external_id', 'email', 'profile', 'created', 'proved', 'imported')),
  linked_at timestamptz not null,
  last_used_at timestamptz,
  unique (project, issuer, subject)
);
create index identities_by_user on identities (user_id);
create index identities_by_membership on identities (project, membership_id) where membership_id is not null;

-- Which provider proved a sign-in; null: Damson did.
alter table login_roots
  add column provider_key text,
  add column identity_id uuid;
alter table logins
  add column provider_key text,
  add column identity_id uuid;
create index logins_by_identity on logins (identity_id) where identity_id is not null;
create index login_roots_by_identity on login_roots (identity_id) where identity_id is not null;

-- An external id is that of one issuer, so two issuers may use the same.
alter table memberships
  add column external_id_issuer text;  -- null: that of the only issuer whose subjects the project uses
drop index memberships_by_external_id;
create unique index memberships_by_external_id
  on memberships (project, external_id, coalesce(external_id_issuer, '')) where external_id is not null;
