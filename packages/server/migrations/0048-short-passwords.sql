-- Eight characters are enough only beside an authenticator app: without it, the next sign-in asks for a longer password.
alter table users add column password_short boolean not null default false;
comment on column users.password_short is 'chosen beside an authenticator app, and too short without one';
