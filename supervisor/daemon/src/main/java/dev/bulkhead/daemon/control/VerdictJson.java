package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.audit.AuditHead;
import dev.bulkhead.daemon.audit.Verification;

/** What {@code audit.verify} answers. Stateless. */
final class VerdictJson {
    private VerdictJson() {}

    static ObjectNode of(Verification verification) {
        ObjectNode verdict = Reply.JSON.createObjectNode();
        switch (verification) {
            case Verification.Verified verified -> {
                verdict.put("ok", true).put("verified", verified.events());
                head(verdict, verified.head());
            }
            case Verification.Broken broken -> {
                verdict.put("ok", false).put("verified", broken.verifiedBefore());
                head(verdict, broken.head());
                verdict.putObject("first_bad")
                        .put("seq", broken.found().seq())
                        .put("segment", broken.segment())
                        .put("kind", broken.found().kind().wireName())
                        .put("problem", broken.found().sentence());
            }
        }
        Verification.Report report = verification.report();
        verdict.put("checkpoints", report.checkpoints());
        report.anchored().ifPresentOrElse(count -> verdict.put("anchored", count), () -> verdict.putNull("anchored"));
        report.stamped()
                .ifPresent(stamped -> verdict.putObject("stamped")
                        .put("seq", stamped.seq())
                        .put("time", stamped.time().toString())
                        .put("authority", stamped.authority()));
        verdict.put("erased", report.erased());
        ArrayNode notes = verdict.putArray("notes");
        report.notes().forEach(notes::add);
        ArrayNode unprovable = verdict.putArray("unprovable");
        report.unprovable().forEach(unprovable::add);
        return verdict;
    }

    /** Returns the verdict in one sentence. */
    static String sentence(Verification verification) {
        return switch (verification) {
            case Verification.Verified verified ->
                "Verified: " + verified.events() + " events are as they were written, and "
                        + verified.report().checkpoints() + " signed checkpoints agree.";
            case Verification.Broken broken ->
                "Not sound: event " + broken.found().seq() + " in " + broken.segment() + ": "
                        + broken.found().sentence();
        };
    }

    private static void head(ObjectNode verdict, AuditHead head) {
        verdict.putObject("head").put("seq", head.seq()).put("hash", head.entryHash());
    }
}
