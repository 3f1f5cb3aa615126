-- Every move out of a project ends the ways in, so nobody asks any more whether there was one before.
alter table imported_people drop column left_at;
