package dev.bulkhead.daemon.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
     * @param moved for a wall that mounts nothing
     * @param leftBehind folders of this start alone, which can go with all in them when it has ended
     * @param confinement for Windows, where a command alone puts up no wall
     */
    record Start(
            List<String> command,
            List<Path> handedOver,
            List<String> restrictions,
            List<Path> visible,
            MovedPaths moved,
            List<Path> leftBehind,
            Optional<Confinement> confinement) {
        public Start {
            command = List.copyOf(command);
            handedOver = List.copyOf(handedOver);
            restrictions = List.copyOf(restrictions);
            visible = List.copyOf(visible);
            leftBehind = List.copyOf(leftBehind);
        }

        /** Where the command puts up the wall by itself, and nothing is left of it. */
        Start(List<String> command, List<Path> handedOver, List<String> restrictions, List<Path> visible) {
            this(command, handedOver, restrictions, visible, MovedPaths.NONE, List.of(), Optional.empty());
        }

        /** Removes what was handed over; call when it runs, or will not. */
        public void forget() throws IOException {
            for (Path file : handedOver) {
                Files.deleteIfExists(file);
            }
        }
    }
}
