alter table users add column password_listed_at timestamptz;
comment on column users.password_listed_at is 'when the owner was last told that the password is on the list of common ones';
