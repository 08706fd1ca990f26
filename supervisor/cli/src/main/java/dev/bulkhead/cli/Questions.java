package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.consent.Visible;
import java.io.PrintWriter;

/** How questions that wait for the consultant are shown: everything that counts, and nothing that a terminal would act on. */
final class Questions {
    private static final int SHOWN_HASH = 16;

    private Questions() {}

    static void show(PrintWriter out, JsonNode question) {
        out.println(question.path("id").asText() + "  "
                + (question.path("kind").asText().equals("host")
                        ? "May this AI host work for tenant "
                        : "May this call go on, for tenant ")
                + question.path("tenant").asText() + "?  (asked " + age(question) + " ago)");
        JsonNode host = question.path("host");
        if (question.path("kind").asText().equals("host")) {
            host(out, question, host);
        } else {
            call(out, question, host);
        }
    }

    private static void host(PrintWriter out, JsonNode question, JsonNode host) {
        out.println("    host      " + program(host));
        out.println("    sha256    " + host.path("sha256").asText());
        if (host.has("script")) {
            out.println("    script    " + Visible.of(host.path("script").asText()) + "  sha256 "
                    + shortened(host.path("scriptSha256").asText()));
        }
        if (host.has("knownSha256")) {
            out.println("    CHANGED   it was known with other content: sha256 "
                    + host.path("knownSha256").asText());
        }
        if (host.path("standing").asText().equals("let-go")) {
            out.println("    LOOK TWICE: whoever launched this has let it go. It could be anybody.");
        }
        for (JsonNode parent : host.path("parents")) {
            out.println("    started by " + program(parent));
        }
        out.println("    tools     " + joined(question.path("tools")));
    }

    private static void call(PrintWriter out, JsonNode question, JsonNode host) {
        out.println("    tool      " + Visible.of(question.path("tool").asText()));
        out.println("    arguments " + Visible.of(question.path("arguments").asText()));
        int bytes = question.path("argumentBytes").asInt();
        if (bytes > question.path("arguments").asText().length() * 4) {
            out.println("    LOOK TWICE: that is the beginning of " + bytes + " bytes");
        }
        out.println("    rule      " + Visible.of(question.path("rule").asText()));
        out.println("    host      " + program(host));
    }

    private static String program(JsonNode host) {
        return Visible.of(host.path("executable").asText()) + "  (process "
                + host.path("pid").asLong() + ")";
    }

    private static String age(JsonNode question) {
        long seconds = question.path("ageSeconds").asLong();
        return seconds < 120 ? seconds + " s" : seconds / 60 + " min";
    }

    static String shortened(String hash) {
        return hash.length() > SHOWN_HASH ? hash.substring(0, SHOWN_HASH) + "…" : hash;
    }

    static String joined(JsonNode texts) {
        StringBuilder all = new StringBuilder();
        texts.forEach(text -> all.append(all.isEmpty() ? "" : ", ").append(Visible.of(text.asText())));
        return all.toString();
    }
}
