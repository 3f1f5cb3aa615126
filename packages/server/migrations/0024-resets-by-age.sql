-- Links for a new password are made for addresses that nobody has, too, so that the work tells nobody who is known.
-- They are deleted by age.
create index one_time_links_resets on one_time_links (expires_at) where kind = 'reset';
