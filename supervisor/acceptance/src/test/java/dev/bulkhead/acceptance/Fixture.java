package dev.bulkhead.acceptance;

import java.util.List;

/** Our servers on stdio with the tools, prompts and resources that the conformance suite expects, one for each kind of era. */
enum Fixture {
    /** Answers {@code initialize} alone: nearly all servers of today. */
    LEGACY_ONLY("legacy-only", "fixture/legacy.mjs", List.of()),
    /** Answers {@code server/discover} alone. */
    MODERN_ONLY("modern-only", "fixture/modern.mjs", List.of("--only")),
    /** Takes the era of its host's first message. */
    DUAL("dual", "fixture/modern.mjs", List.of());

    private final String label;
    private final String script;
    private final List<String> arguments;

    Fixture(String label, String script, List<String> arguments) {
        this.label = label;
        this.script = script;
        this.arguments = arguments;
    }

    String label() {
        return label;
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
