-- The client of the console that the server ships. It is part of the program, so it has no resource, and belongs to no
-- project: only its sign-ins refer to it.
insert into clients
  (id, project, active, kind, auth_method, basic_allowed, first_party, identity_alone, needs_device)
values
  ('00000000-0000-4000-8000-64616d736f6e', '00000000-0000-0000-0000-000000000000', true, 'app', 'none', false, true,
    false, false);
