-- Codes by which people sign in on another screen (RFC 8628): these bring no key, and their row has none.
alter table device_codes alter column key drop not null;
alter table device_codes alter column thumbprint drop not null;
alter table device_codes add column sign_in text; -- the code of the sign-in that a person allowed, sealed
-- A person who types such a code is not signed in yet, and in no project.
create unique index device_codes_of_people on device_codes (user_code_hash) where key is null;
