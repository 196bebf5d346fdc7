-- The tables of the documents, or what is missing of them: a database that another service made is adopted as it is,
-- so everything here is "if not exists" and nothing is ever dropped or narrowed.
-- What is there already is no news.
set local client_min_messages = warning;

create table if not exists users (
    id uuid primary key,
    name text,
    created_at timestamptz default now()
);

create table if not exists documents (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id),
    project text not null,
    doc_path text not null,
    yjs_state bytea,
    content_text text,
    content_hash text,
    byte_size integer default 0,
    updated_at timestamptz default now(),
    created_at timestamptz default now(),
    unique (user_id, project, doc_path)
);

alter table documents alter column id set default gen_random_uuid();
alter table documents add column if not exists yjs_state bytea;
alter table documents add column if not exists content_text text;
alter table documents add column if not exists content_hash text;
alter table documents add column if not exists byte_size integer default 0;
alter table documents add column if not exists updated_at timestamptz default now();
alter table documents add column if not exists created_at timestamptz default now();

-- Has the name that PostgreSQL gives to the unique constraint above.
create unique index if not exists documents_user_id_project_doc_path_key on documents (user_id, project, doc_path);
create index if not exists idx_documents_user_project on documents (user_id, project);
create index if not exists idx_documents_updated on documents (updated_at);
