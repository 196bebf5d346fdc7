set local client_min_messages = warning;

-- Who made what is in the log, by what, when it came and, where the client said so, when it was made. Null in rows of before,
-- and in those that an older relay writes beside this one: nobody knows.
alter table document_updates add column user_id uuid;
alter table document_updates add column author uuid;
alter table document_updates add column session uuid;
alter table document_updates add column means text;
alter table document_updates add column received_at timestamptz;
alter table document_updates add column made_at timestamptz;

-- The owner comes first in every key, so that a user's rows lie together.
update document_updates u set user_id = d.user_id from documents d where d.id = u.document_id;
update document_updates u set user_id = t.user_id from document_trash t where t.id = u.document_id and u.user_id is null;
-- Rows that belong to no document stay for a person to look at; nobody has this id.
update document_updates set user_id = 'ffffffff-ffff-ffff-ffff-ffffffffffff' where user_id is null;
alter table document_updates alter column user_id set not null;
alter table document_updates drop constraint document_updates_pkey;
alter table document_updates add primary key (user_id, document_id, seq);
drop index idx_document_updates_document;

-- An older relay that still runs on this database writes no owner.
create function markco_owner_of_update() returns trigger language plpgsql as $$
begin
    new.user_id := coalesce(
        (select d.user_id from documents d where d.id = new.document_id),
        (select t.user_id from document_trash t where t.id = new.document_id),
        'ffffffff-ffff-ffff-ffff-ffffffffffff');
    return new;
end
$$;
create trigger markco_owner_of_update before insert on document_updates
    for each row when (new.user_id is null) execute function markco_owner_of_update();

-- The past: what snapshots took out of the log, as it came, in pieces that are only ever added. The format of `changes` is
-- the relay's own; it is compressed already.
create table document_history (
    user_id uuid not null,
    document_id uuid not null,
    piece bigint generated always as identity,
    first_received_at timestamptz not null,
    last_received_at timestamptz not null,
    change_count integer not null,
    changes bytea not null,
    primary key (user_id, document_id, piece)
);
alter table document_history alter column changes set storage external;

-- The snapshot that the past reaches up to. Where it is another than snapshot_version, somebody who keeps no past wrote that
-- snapshot, and the past begins anew with what it holds.
alter table documents add column if not exists history_version bigint;
