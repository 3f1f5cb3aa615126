-- Administrators see who is signed in, the latest first. When a sign-in began never changes, so using it stays cheap.
create index logins_of_people_by_time on logins (project, created_at, id) where root_id is not null;
