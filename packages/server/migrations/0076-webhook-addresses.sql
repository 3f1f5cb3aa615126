-- The address of a webhook names the membership of a Bot, and not its project.
create index memberships_of_bots on memberships (id) where user_type = 'Bot';
