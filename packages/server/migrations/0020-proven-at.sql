-- When a person was proven, apart from when the sign-in began: an identity provider may have proven them long before.

alter table login_roots
  add column proven_at timestamptz;   -- as the provider says; null: at authenticated_at, from which the limits count
