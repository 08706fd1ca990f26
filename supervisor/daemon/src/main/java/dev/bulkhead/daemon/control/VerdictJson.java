package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.audit.Verification;

/** What {@code audit.verify} answers. Stateless. */
final class VerdictJson {
    private VerdictJson() {}

    static ObjectNode of(Verification verification) {
        ObjectNode verdict = Reply.JSON.createObjectNode();
        switch (verification) {
            case Verification.Verified verified -> verdict.put("ok", true).put("verified", verified.events());
            case Verification.Broken broken -> {
                verdict.put("ok", false).put("verified", broken.verifiedBefore());
                verdict.putObject("first_bad")
                        .put("seq", broken.seq())
                        .put("segment", broken.segment())
                        .put("problem", broken.problem());
            }
        }
        ArrayNode notes = verdict.putArray("notes");
        verification.notes().forEach(notes::add);
        return verdict;
    }
}
