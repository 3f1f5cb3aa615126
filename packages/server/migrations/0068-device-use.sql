-- When each device last got a token or used Basic, and from where: also those that were not connected by a code.
alter table devices alter column thumbprint drop not null;
alter table devices alter column key_since drop not null;
alter table devices alter column connected_at drop not null;
alter table devices alter column connected_by drop not null;
alter table devices add column basic_used_at timestamptz;
