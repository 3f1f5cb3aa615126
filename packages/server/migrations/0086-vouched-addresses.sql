-- The project that imported the account says that the address is its person's, and nobody has confirmed it here since.
alter table users add column email_vouched boolean not null default false;

-- Of those who were imported earlier, nobody knows any more who has confirmed it.
update users set email_vouched = true
where email_proven_at is not null and id in (select user_id from imported_people);
