-- What a project's administrators see of its members: who was invited and never came, and when each signed in last.
alter table memberships
  add column invited_at timestamptz,                        -- when the first invitation was sent; null: made otherwise, or by an earlier release
  add column invitation_open boolean not null default false, -- invited, and never signed in to this membership
  add column last_sign_in_at timestamptz;                   -- of people; null: never, or before logins were kept

-- The latest sign-in itself is in no index, so that writing it stays cheap.
create index memberships_by_open_invitation on memberships (project, invited_at, id) where invitation_open;

-- What is known of earlier sign-ins. Memberships of before are not called pending: whether such a person has signed in,
-- here or only elsewhere, is not known of each, and a guess would tell who has an account.
update memberships m
set last_sign_in_at = l.at
from (
  select project, membership_id, max(granted_at) as at
  from logins
  where membership_id is not null and granted_at is not null and user_id is not null
  group by project, membership_id
) l
where m.project = l.project and m.id = l.membership_id and m.user_type = 'User';
