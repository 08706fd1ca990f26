package dev.bulkhead.acceptance;

import java.util.List;

/** Our servers on stdio with the tools, prompts and resources that the conformance suite expects, one for each kind of era. */
enum Fixture {
    /** Answers {@code initialize} alone: nearly all servers of today. */
    LEGACY_ONLY("legacy-only", "l", "fixture/legacy.mjs", List.of()),
    /** Answers {@code server/discover} alone. */
    MODERN_ONLY("modern-only", "m", "fixture/modern.mjs", List.of("--only")),
    /** Takes the era of its host's first message. */
    DUAL("dual", "d", "fixture/modern.mjs", List.of());

    private final String label;
    private final String tenant;
    private final String script;
    private final List<String> arguments;

    Fixture(String label, String tenant, String script, List<String> arguments) {
        this.label = label;
        this.tenant = tenant;
        this.script = script;
        this.arguments = arguments;
    }

    String label() {
        return label;
    }

    /** A tenant that has this as its upstream. The name is short: longer ones would shorten the longest of the suite's names. */
    String tenant() {
        return tenant;
    }

    /** The command that a tenant's settings name. */
    List<String> command(Npm npm) {
        return npm.command(script, arguments);
    }

    boolean speaks(Revision revision) {
        return switch (this) {
            case LEGACY_ONLY -> revision == Revision.LEGACY;
            case MODERN_ONLY -> revision == Revision.MODERN;
            case DUAL -> true;
        };
    }
}
