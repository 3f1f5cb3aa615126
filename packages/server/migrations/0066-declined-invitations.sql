-- When the owner of an address declined an invitation, so that they are not asked again. The inviter does not see it.
alter table memberships add column declined_at timestamptz;
