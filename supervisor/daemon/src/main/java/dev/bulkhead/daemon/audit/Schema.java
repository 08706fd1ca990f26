package dev.bulkhead.daemon.audit;

import java.util.List;
import java.util.Map;

/**
 * The tables and triggers of one segment file, format 1.
 *
 * <p>Triggers stop mistakes, the chain shows attacks: whoever can write the file can also drop a trigger.
 */
final class Schema {
    static final int FORMAT = 1;

    static final String COLUMNS = "seq, event_id, timestamp, tenant_id, session_id, event_type, tool_name, args_hash,"
            + " result_status, latency_us, peer, call_id, token_id, bytes_in, bytes_out, detail, prev_hash, entry_hash";

    static final String INSERT = "INSERT INTO entry (" + COLUMNS + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

    static final List<String> TABLES = List.of(
            """
            CREATE TABLE meta (
              id INTEGER PRIMARY KEY CHECK (id = 1),
              format INTEGER NOT NULL,
              tenant_id TEXT NOT NULL,
              segment TEXT NOT NULL,
              first_seq INTEGER NOT NULL,
              first_prev_hash BLOB NOT NULL CHECK (length(first_prev_hash) = 32)
            ) STRICT""",
            """
            CREATE TABLE entry (
              seq INTEGER PRIMARY KEY,
              event_id TEXT NOT NULL,
              timestamp INTEGER NOT NULL,
              tenant_id TEXT NOT NULL,
              session_id TEXT,
              event_type TEXT NOT NULL,
              tool_name TEXT,
              args_hash TEXT,
              result_status TEXT NOT NULL,
              latency_us INTEGER,
              peer TEXT,
              call_id TEXT,
              token_id TEXT,
              bytes_in INTEGER NOT NULL,
              bytes_out INTEGER NOT NULL,
              detail TEXT,
              prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
              entry_hash BLOB NOT NULL CHECK (length(entry_hash) = 32)
            ) STRICT""",
            // The one thing that may change: how far every started call has its end. It saves a scan and proves
            // nothing.
            """
            CREATE TABLE settled (
              id INTEGER PRIMARY KEY CHECK (id = 1),
              seq INTEGER NOT NULL
            ) STRICT""");

    /**
     * Name and text of each trigger. REPLACE deletes without firing a delete trigger (recursive_triggers is off unless each
     * connection asks for it), hence the insert triggers: https://www.sqlite.org/lang_conflict.html
     */
    static final Map<String, String> TRIGGERS = Map.of(
            "entry_no_update",
            "CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry"
                    + " BEGIN SELECT RAISE(ABORT, 'append-only: a row cannot be changed'); END",
            "entry_no_delete",
            "CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry"
                    + " BEGIN SELECT RAISE(ABORT, 'append-only: a row cannot be removed'); END",
            "entry_next_only",
            "CREATE TRIGGER entry_next_only BEFORE INSERT ON entry"
                    + " WHEN new.seq IS NOT coalesce((SELECT max(seq) FROM entry) + 1, (SELECT first_seq FROM meta))"
                    + " OR new.prev_hash IS NOT coalesce("
                    + "(SELECT entry_hash FROM entry ORDER BY seq DESC LIMIT 1), (SELECT first_prev_hash FROM meta))"
                    + " OR new.tenant_id IS NOT (SELECT tenant_id FROM meta)"
                    + " BEGIN SELECT RAISE(ABORT, 'append-only: only the next row of the chain can be added'); END",
            "meta_no_update",
            "CREATE TRIGGER meta_no_update BEFORE UPDATE ON meta"
                    + " BEGIN SELECT RAISE(ABORT, 'append-only: meta cannot be changed'); END",
            "meta_no_delete",
            "CREATE TRIGGER meta_no_delete BEFORE DELETE ON meta"
                    + " BEGIN SELECT RAISE(ABORT, 'append-only: meta cannot be removed'); END",
            "meta_once",
            "CREATE TRIGGER meta_once BEFORE INSERT ON meta WHEN EXISTS (SELECT 1 FROM meta)"
                    + " BEGIN SELECT RAISE(ABORT, 'append-only: meta is written once'); END");

    private Schema() {}
}
