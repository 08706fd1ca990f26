package dev.bulkhead.cli;

import picocli.CommandLine.Option;

/** {@code --json}: one JSON document instead of text. */
final class Json {
    @Option(names = "--json", description = "Print one JSON document.")
    boolean json;
}
