package dev.bulkhead.daemon.session;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.Span;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes the tools that a session may not call out of a {@code tools/list} answer, so that they are not even seen. What stays is
 * spliced byte for byte. Stateless.
 */
final class ToolListFilter {
    private ToolListFilter() {}

    /**
     * Returns the line without the tools that {@code allowed} refuses; the same span when there are none.
     *
     * @param line the whole line with its LF
     * @param tools the {@code result.tools} of the line, or null
     * @throws IllegalArgumentException when a tool in it has no name that can be read: nothing of the list may pass then
     */
    static Span filter(Span line, @Nullable Span tools, Predicate<String> allowed) {
        List<Span> all = JsonObjects.elements(tools);
        boolean[] keep = new boolean[all.size()];
        int kept = 0;
        for (int i = 0; i < keep.length; i++) {
            Span name = JsonObjects.member(all.get(i), "name");
            if (name == null || name.first() != '"') {
                throw new IllegalArgumentException("a tool without a name");
            }
            keep[i] = allowed.test(name.text());
            kept += keep[i] ? 1 : 0;
        }
        if (tools == null || kept == keep.length) {
            return line;
        }
        byte[] bytes = line.bytes();
        ByteArrayOutputStream out = new ByteArrayOutputStream(line.length());
        out.write(bytes, line.start(), tools.start() + 1 - line.start());
        boolean first = true;
        for (int i = 0; i < keep.length; i++) {
            if (keep[i]) {
                if (!first) {
                    out.write(',');
                }
                first = false;
                out.write(bytes, all.get(i).start(), all.get(i).length());
            }
        }
        out.write(bytes, tools.end() - 1, line.end() - tools.end() + 1);
        return new Span(out.toByteArray(), 0, out.size());
    }
}
