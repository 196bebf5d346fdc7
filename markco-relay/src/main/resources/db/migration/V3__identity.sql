set local client_min_messages = warning;

-- Which relay wrote a row, so that no relay reads its own again.
alter table document_updates add column relay uuid;

-- A digest of state vector and deletions, so that a listing tells what differs.
alter table documents add column if not exists state_hash text;

-- Documents that were deleted, with identity and history. Their log rows stay where they are and are merged when they
-- are restored. What else a row had, columns of other services included, is in `rest`.
create table document_trash (
    id uuid primary key,
    user_id uuid not null,
    project text not null,
    doc_path text not null,
    yjs_state bytea,
    content_text text,
    rest jsonb not null,
    trashed_at timestamptz not null default now()
);
create index idx_document_trash_name on document_trash (user_id, project, doc_path, trashed_at);

-- The former names of moved documents; each leads to the document until another is created under it.
create table document_aliases (
    user_id uuid not null,
    project text not null,
    doc_path text not null,
    document_id uuid not null,
    moved_at timestamptz not null default now(),
    primary key (user_id, project, doc_path)
);
create index idx_document_aliases_document on document_aliases (document_id);
