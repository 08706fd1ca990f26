package dev.bulkhead.daemon.sandbox;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where things are for a sandbox that sees them where they lie: macOS and Windows have no mounts of a sandbox's own. The commands of
 * our own programs are written in the places of the inside; here they become real ones. Immutable.
 */
record AsItLies(Path runtime, Path jars, Path archive, Path workspace, Path temporary) {
    private static final Pattern PLACE =
            Pattern.compile("(^|[=:])(/runtime|/app|/archive\\.jsa|/workspace|/tmp)(?=$|[/:])");

    /** Returns {@code word} with each place of the inside as it lies. */
    String word(String word) {
        Map<String, Path> places = Map.of(
                "/runtime", runtime, "/app", jars, "/archive.jsa", archive, "/workspace", workspace, "/tmp", temporary);
        Matcher matcher = PLACE.matcher(word);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            String place = String.valueOf(places.get(matcher.group(2)));
            matcher.appendReplacement(result, Matcher.quoteReplacement(matcher.group(1) + place));
        }
        return matcher.appendTail(result).toString();
    }
}
