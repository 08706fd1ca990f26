package dev.bulkhead.daemon.tenant;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A small JSON object that outlives the supervisor: {@code {"v":1, …}}, its owner's alone, replaced as a whole. Its holder sees
 * to it that one thread writes at a time.
 */
public final class StateFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VERSION = 1;
    private static final int MOST_BYTES = 1 << 20;

    private final Path file;
    private final int mostBytes;

    /** @param file its folder exists when it is written */
    public StateFile(Path file) {
        this(file, MOST_BYTES);
    }

    /** @param mostBytes a longer one is not read */
    public StateFile(Path file, int mostBytes) {
        this.file = file;
        this.mostBytes = mostBytes;
    }

    /**
     * Reads it; an empty object where there is none.
     *
     * @throws IOException when it cannot be read, or is not what this version has written
     */
    public ObjectNode read() throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return JSON.createObjectNode();
        }
        if (Files.size(file) > mostBytes) {
            throw new IOException(file.getFileName() + " is larger than it can be");
        }
        JsonNode content;
        try {
            content = JSON.readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            throw new IOException(file.getFileName() + " is cut off, or is not JSON", e);
        }
        if (content instanceof ObjectNode object && object.path("v").asInt() == VERSION) {
            return object;
        }
        throw new IOException(file.getFileName() + " is of another version of Bulkhead");
    }

    /** Writes {@code content}, with this format's version in it. */
    public void write(ObjectNode content) throws IOException {
        DurableFile.replace(file, JSON.writeValueAsBytes(content.put("v", VERSION)));
    }
}
