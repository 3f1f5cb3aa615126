-- Apps that get no more of people than their identity without resource scopes: `resourceScopesRequired`, while not first-party.
alter table clients add column identity_alone boolean not null default false;
