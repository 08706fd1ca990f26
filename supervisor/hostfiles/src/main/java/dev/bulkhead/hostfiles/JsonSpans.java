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

/** Where the objects of a JSON text, and their members, begin and end. Of lists, what is inside is not told. */
final class JsonSpans {
    /** JSON as editors keep it: with comments, and a comma after the last member. A name that is repeated is refused. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonSpans() {}

    /** An object from its opening brace to its closing one, both offsets of the brace itself. Immutable. */
    record Span(int open, int close, List<Member> members) {
        Optional<Member> member(String name) {
            return members.stream().filter(member -> member.name().equals(name)).findFirst();
        }

        /** The object at {@code path} in this one; empty where there is none. */
        Optional<Span> below(List<String> path) {
            return path.isEmpty()
                    ? Optional.of(this)
                    : member(path.getFirst())
                            .flatMap(Member::object)
                            .flatMap(span -> span.below(path.subList(1, path.size())));
        }
    }

    /** From the quote of its name to the character after its value; with the value's members where it is an object. */
    record Member(String name, int start, int valueStart, int end, Optional<Span> object) {}

    /** Scans {@code text}, which holds an object. */
    static Span of(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text.toCharArray())) {
            parser.nextToken();
            return span(parser);
        }
    }

    private static Span span(JsonParser parser) throws IOException {
        int open = start(parser);
        List<Member> members = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            int start = start(parser);
            JsonToken value = parser.nextToken();
            int valueStart = start(parser);
            Optional<Span> object = Optional.empty();
            if (value == JsonToken.START_OBJECT) {
                object = Optional.of(span(parser));
            } else {
                parser.skipChildren();
                parser.finishToken();
            }
            members.add(new Member(name, start, valueStart, end(parser), object));
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
