set local client_min_messages = warning;

-- Counts the snapshots of a document, so that whoever holds one knows whether the stored one is newer.
alter table documents add column if not exists snapshot_version bigint not null default 0;

-- The append-only log of updates that no snapshot covers yet. There is no foreign key: checking one would wait for the
-- row lock of a snapshot in progress.
create table document_updates (
    seq bigserial primary key,
    document_id uuid not null,
    update bytea not null,
    created_at timestamptz not null default now()
);
create index idx_document_updates_document on document_updates (document_id, seq);

-- Updates that PostgreSQL refused for good, kept for a person to look at.
create table document_updates_set_aside (
    id bigserial primary key,
    user_id uuid not null,
    project text not null,
    doc_path text not null,
    update bytea not null,
    reason text not null,
    created_at timestamptz not null default now()
);
