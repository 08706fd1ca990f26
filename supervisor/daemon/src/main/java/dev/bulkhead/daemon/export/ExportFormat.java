package dev.bulkhead.daemon.export;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The formats of an export, by the words that {@code audit export --format} takes. */
public enum ExportFormat {
    /** JSON Lines: an event a line, as {@code audit list} prints them. */
    JSONL {
        @Override
        public Lines lines(String tenant, String version) {
            return new JsonLines();
        }
    },
    /** RFC 4180, with a header. */
    CSV {
        @Override
        public Lines lines(String tenant, String version) {
            return new CsvLines();
        }
    },
    /** OCSF 1.9, an event a line, each bound to the one before it. */
    OCSF {
        @Override
        public Lines lines(String tenant, String version) {
            return new OcsfLines(tenant, version);
        }
    },
    /** OTLP as its file format has it: a line is a request to a collector. */
    OTLP {
        @Override
        public Lines lines(String tenant, String version) {
            return new OtlpLines(tenant, version);
        }
    };

    /** Returns a new export of the stream of {@code tenant} by this {@code version} of ours. */
    public abstract Lines lines(String tenant, String version);

    /** Returns the format of that word, or empty for a word that is none. */
    public static Optional<ExportFormat> named(String word) {
        return Arrays.stream(values())
                .filter(format -> format.toString().equals(word))
                .findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
