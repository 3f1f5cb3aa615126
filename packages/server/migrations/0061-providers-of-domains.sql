-- The provider of the project that a domain names, by its key; null: the domain has its own, or none.
alter table domains add column provider_key text;
create index domains_by_provider on domains (provider_key) where provider_key is not null;
comment on column domains.provider_key is 'provider:<id of the ProjectIdentityProvider>; null: domain:<id>, the one in the domain itself';
