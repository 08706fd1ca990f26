package dev.bulkhead.daemon.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What each line of a profile is for: the comment on the line, else the one before it in its paragraph. A line without a reason is a
 * line that nobody has thought about, so a profile with one is refused. Stateless.
 */
final class Reasons {
    private Reasons() {}

    /**
     * A line that says something.
     *
     * @param number from 1
     * @param text without its comment
     * @param reason "" when there is none
     */
    record Line(int number, String text, String reason) {}

    /**
     * Refuses a file in which a line has no reason; {@code like NAME} is one by itself.
     *
     * @param comment what begins a comment in such a file
     */
    static void check(Path file, List<String> lines, String comment) throws SandboxUnavailableException {
        for (Line line : of(lines, comment)) {
            if (line.reason.isEmpty() && !line.text.startsWith("like ")) {
                throw new SandboxUnavailableException(file + ":" + line.number + ": '" + line.text
                        + "' has no reason: say after '" + comment + "', there or before it, what it is for");
            }
        }
    }

    /** The lines that say something, each with its reason. The first line says what the file is, and is no reason. */
    static List<Line> of(List<String> lines, String comment) {
        List<Line> told = new ArrayList<>();
        String reason = "";
        boolean wasComment = false;
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i);
            int at = line.indexOf(comment);
            String text = (at < 0 ? line : line.substring(0, at)).strip();
            String said = at < 0 ? "" : line.substring(at + comment.length()).strip();
            if (text.isEmpty() && said.isEmpty()) {
                reason = "";
            } else if (text.isEmpty()) {
                reason = wasComment ? reason + " " + said : said;
            } else {
                reason = said.isEmpty() ? reason : said;
                told.add(new Line(i + 1, text, reason));
            }
            wasComment = text.isEmpty() && !said.isEmpty();
        }
        return told;
    }
}
