-- What an identity provider signed in ends with it: found by its key.

create index logins_by_provider on logins (provider_key) where provider_key is not null and revoked_at is null;
create index login_roots_by_provider on login_roots (provider_key) where provider_key is not null and revoked_at is null;
