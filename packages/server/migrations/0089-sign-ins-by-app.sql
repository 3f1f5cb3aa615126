-- Administrators look for the sign-ins of an app, the latest first.
create index logins_of_people_by_client on logins (project, client_id, created_at, id) where root_id is not null;
