-- Accounts that strangers registered and nobody proved; forgotten after 30 days.
create index users_unproven on users (password_changed_at) where email_proven_at is null and password_hash is not null;

-- Whose address is in a domain, and those whose domain is written in a way that SQL cannot compare.
create index users_by_domain on users ((rtrim(substring(email from '[^@]*$'), '.')));
create index users_by_odd_domain on users (id) where substring(email from '[^@]*$') !~ '^[a-z0-9.-]*$';
