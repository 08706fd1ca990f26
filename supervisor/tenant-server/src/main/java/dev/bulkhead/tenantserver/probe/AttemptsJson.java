package dev.bulkhead.tenantserver.probe;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Attempts and what came of them, as {@code lanes.md} writes them. Stateless. */
public final class AttemptsJson {
    private AttemptsJson() {}

    /** Reads {@code targets}; {@code json} stands at the start of the array, and then at its end. */
    public static List<Attempt> read(JsonParser json) throws IOException {
        List<Attempt> attempts = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            attempts.add(attempt(json));
        }
        return attempts;
    }

    private static Attempt attempt(JsonParser json) throws IOException {
        String id = "";
        String kind = "";
        String target = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            json.nextToken();
            switch (key) {
                case "id" -> id = json.getText();
                case "kind" -> kind = json.getText();
                case "target" -> target = json.getText();
                default -> json.skipChildren();
            }
        }
        return new Attempt(id, kind, target);
    }

    /** Writes the field {@code results}. */
    public static void write(JsonGenerator json, List<Attempt.Outcome> outcomes) throws IOException {
        json.writeArrayFieldStart("results");
        for (Attempt.Outcome outcome : outcomes) {
            json.writeStartObject();
            json.writeStringField("id", outcome.id());
            json.writeBooleanField("open", outcome.isOpen());
            json.writeStringField("detail", outcome.detail());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
