-- At which address a launch was made: a project's own, or null for the server's. It is of use there alone.
alter table launches add column issuer_project uuid;
