package dev.bulkhead.daemon.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One way of an operating system to restrict a process. Immutable, safe for any thread. */
public interface Wall {
    /**
     * Returns the command that runs {@code spec} behind the wall.
     *
     * @throws SandboxUnavailableException when the wall cannot be put up here
     * @throws IOException when its options cannot be written
     */
    Start prepare(SandboxSpec spec) throws SandboxUnavailableException, IOException;

    /**
     * A start that is ready.
     *
     * @param command for folder {@code /} and an empty environment
     * @param handedOver files that can go once it runs
     * @param restrictions what the stage restricts itself to before it becomes a program, on top of the wall; see the stage
     * @param visible what of the desktop it is meant to see, by its path inside
     * @param moved where what the inside knows by a path of its own really is; none behind a wall that mounts
     * @param temporary a folder of this start alone, which goes with its sandbox
     */
    record Start(
            List<String> command,
            List<Path> handedOver,
            List<String> restrictions,
            List<Path> visible,
            Map<String, String> moved,
            Optional<Path> temporary) {
        public Start {
            command = List.copyOf(command);
            handedOver = List.copyOf(handedOver);
            restrictions = List.copyOf(restrictions);
            visible = List.copyOf(visible);
            moved = Map.copyOf(moved);
        }

        /** Returns {@code word}, a word of a command or a variable, with the paths of the inside as this wall shows them. */
        public String seen(String word) {
            if (moved.isEmpty()) {
                return word;
            }
            String names = moved.keySet().stream()
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .map(Pattern::quote)
                    .collect(Collectors.joining("|"));
            return Pattern.compile("(?<=^|[:=])(?:" + names + ")(?=$|[:/])")
                    .matcher(word)
                    .replaceAll(path -> Matcher.quoteReplacement(moved.getOrDefault(path.group(), path.group())));
        }

        /** Removes what was handed over; call when it runs, or will not. */
        public void forget() throws IOException {
            for (Path file : handedOver) {
                Files.deleteIfExists(file);
            }
        }
    }
}
