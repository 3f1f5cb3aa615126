-- The password was chosen with a link that was mailed to the address of the account, so whoever imported the account need not
-- know it. Of those who chose theirs earlier, nobody knows.
alter table users add column password_mailed boolean not null default false;
