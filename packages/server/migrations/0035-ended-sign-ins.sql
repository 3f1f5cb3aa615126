-- When an administrator last ended a member's sign-ins: a browser that was signed in before goes on to this project only
-- after its person has proved anew who they are.
alter table memberships add column signed_out_at timestamptz;
