package dev.bulkhead.daemon.audit;

import java.util.List;
import java.util.Map;

/**
 * The tables and triggers of one segment file, format 2.
 *
 * <p>Triggers stop mistakes, the chain shows attacks: whoever can write the file can also drop a trigger.
 */
final class Schema {
    static final int FORMAT = 2;

    static final String COLUMNS = "seq, event_id, timestamp, tenant_id, session_id, event_type, tool_name, args_hash,"
            + " result_status, latency_us, peer, call_id, token_id, bytes_in, bytes_out, commitment, prev_hash, entry_hash";

    static final String PERSONAL_COLUMNS = "subject_ref, salt, form, content";

    static final String INSERT = "INSERT INTO entry (" + COLUMNS + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

    static final String INSERT_PERSONAL = "INSERT INTO personal (seq, " + PERSONAL_COLUMNS + ") VALUES (?,?,?,?,?)";

    /** After a break that was accepted there may be one of a later row already: nothing takes its place. */
    static final String INSERT_CHECKPOINT = "INSERT INTO checkpoint (size, note, peaks) SELECT ?1, ?2, ?3"
            + " WHERE NOT EXISTS (SELECT 1 FROM checkpoint WHERE size >= ?1)";

    static final List<String> TABLES = List.of(
            """
            CREATE TABLE meta (
              id INTEGER PRIMARY KEY CHECK (id = 1),
              format INTEGER NOT NULL,
              tenant_id TEXT NOT NULL,
              segment TEXT NOT NULL,
              first_seq INTEGER NOT NULL,
              first_prev_hash BLOB NOT NULL CHECK (length(first_prev_hash) = 32),
              first_peaks BLOB NOT NULL,
              public_key TEXT
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
              commitment BLOB CHECK (length(commitment) = 32),
              prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
              entry_hash BLOB NOT NULL CHECK (length(entry_hash) = 32)
            ) STRICT""",
            """
            CREATE TABLE personal (
              seq INTEGER PRIMARY KEY,
              subject_ref TEXT,
              salt BLOB NOT NULL CHECK (length(salt) = 32),
              form TEXT NOT NULL,
              content TEXT NOT NULL
            ) STRICT""",
            """
            CREATE TABLE checkpoint (
              size INTEGER PRIMARY KEY,
              note TEXT NOT NULL,
              peaks BLOB NOT NULL
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
    static final Map<String, String> TRIGGERS = Map.ofEntries(
            trigger("entry_no_update", "BEFORE UPDATE ON entry", "a row cannot be changed"),
            trigger("entry_no_delete", "BEFORE DELETE ON entry", "a row cannot be removed"),
            trigger(
                    "entry_next_only",
                    "BEFORE INSERT ON entry"
                            + " WHEN new.seq IS NOT coalesce((SELECT max(seq) FROM entry) + 1, (SELECT first_seq FROM meta))"
                            + " OR new.prev_hash IS NOT coalesce("
                            + "(SELECT entry_hash FROM entry ORDER BY seq DESC LIMIT 1), (SELECT first_prev_hash FROM meta))"
                            + " OR new.tenant_id IS NOT (SELECT tenant_id FROM meta)",
                    "only the next row of the chain can be added"),
            trigger("personal_no_update", "BEFORE UPDATE ON personal", "what stands beside a row cannot be changed"),
            trigger("personal_no_delete", "BEFORE DELETE ON personal", "what stands beside a row cannot be removed"),
            trigger(
                    "personal_with_its_row",
                    "BEFORE INSERT ON personal"
                            + " WHEN new.seq IS NOT (SELECT max(seq) FROM entry)"
                            + " OR EXISTS (SELECT 1 FROM personal WHERE seq = new.seq)"
                            + " OR NOT EXISTS (SELECT 1 FROM entry WHERE seq = new.seq AND commitment IS NOT NULL)",
                    "only what the newest row commits to can be added"),
            trigger("checkpoint_no_update", "BEFORE UPDATE ON checkpoint", "a checkpoint cannot be changed"),
            trigger("checkpoint_no_delete", "BEFORE DELETE ON checkpoint", "a checkpoint cannot be removed"),
            trigger(
                    "checkpoint_newer_only",
                    "BEFORE INSERT ON checkpoint"
                            + " WHEN new.size IS NULL OR EXISTS (SELECT 1 FROM checkpoint WHERE size >= new.size)"
                            + " OR NOT EXISTS (SELECT 1 FROM entry WHERE seq = new.size)",
                    "only a checkpoint of newer rows can be added"),
            trigger("meta_no_update", "BEFORE UPDATE ON meta", "meta cannot be changed"),
            trigger("meta_no_delete", "BEFORE DELETE ON meta", "meta cannot be removed"),
            trigger("meta_once", "BEFORE INSERT ON meta WHEN EXISTS (SELECT 1 FROM meta)", "meta is written once"));

    private static Map.Entry<String, String> trigger(String name, String when, String why) {
        return Map.entry(
                name,
                "CREATE TRIGGER " + name + " " + when + " BEGIN SELECT RAISE(ABORT, 'append-only: " + why + "'); END");
    }

    private Schema() {}
}
