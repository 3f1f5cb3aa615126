-- What upkeep deletes is found by its age.
create index login_roots_by_end on login_roots (ends_at, id);
create index invalidations_by_time on invalidations (at);
create index rate_limits_by_expiry on rate_limits (expire);
create index imported_people_by_user on imported_people (user_id);

-- Machines' logins are deleted much sooner than people's, and there are many more of them: each kind has an index of its own.
drop index logins_by_expiry;
create index logins_of_people_by_expiry on logins (expires_at) where root_id is not null;
create index logins_of_machines_by_expiry on logins (expires_at) where root_id is null;
