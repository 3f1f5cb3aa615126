alter table installation add column backed_up_at timestamptz;  -- when the program last wrote a backup of this store; null: never, or other programs do
