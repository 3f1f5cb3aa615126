-- At which address a login was begun: a project's own, or null for the server's. Its handle, code and refresh tokens are
-- of use there alone.
alter table logins add column issuer_project uuid;
