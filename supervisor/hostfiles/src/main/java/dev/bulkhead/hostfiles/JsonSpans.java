package dev.bulkhead.hostfiles;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the members of the top level of a JSON text, and of one object below it, begin and end. Immutable. */
record JsonSpans(JsonSpans.Span root, Optional<JsonSpans.Span> below) {
    /** JSON as editors keep it: with comments, and a comma after the last member. A name that is repeated is refused. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** An object from its opening brace to its closing one, both offsets of the brace itself. */
    record Span(int open, int close, List<Member> members) {
        Optional<Member> member(String name) {
            return members.stream().filter(member -> member.name().equals(name)).findFirst();
        }
    }

    /** From the quote of its name to the character after its value. */
    record Member(String name, int start, int valueStart, int end, boolean object) {}

    /** Scans {@code text}, which holds an object; {@link #below} is that object's member {@code key}, if it is an object. */
    static JsonSpans of(String text, String key) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text.toCharArray())) {
            parser.nextToken();
            List<Span> found = new ArrayList<>();
            Span root = span(parser, key, found);
            return new JsonSpans(root, found.stream().findFirst());
        }
    }

    private static Span span(JsonParser parser, String wanted, List<Span> found) throws IOException {
        int open = start(parser);
        List<Member> members = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            int start = start(parser);
            JsonToken value = parser.nextToken();
            int valueStart = start(parser);
            if (value == JsonToken.START_OBJECT && name.equals(wanted)) {
                found.add(span(parser, "", found));
            } else {
                parser.skipChildren();
                parser.finishToken();
            }
            members.add(new Member(name, start, valueStart, end(parser), value == JsonToken.START_OBJECT));
        }
        return new Span(open, start(parser), List.copyOf(members));
    }

    private static int start(JsonParser parser) {
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    private static int end(JsonParser parser) {
        return (int) parser.currentLocation().getCharOffset();
    }
}
