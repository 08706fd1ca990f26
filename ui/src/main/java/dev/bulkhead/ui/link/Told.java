package dev.bulkhead.ui.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What the window has told once and need not tell again: {@code state/window.json}, {@code {"v":1,"told":["x11"]}}. A file that is not
 * there, or cannot be read, has told nothing.
 */
public final class Told {
    private final Path folder;
    private final Path file;

    public Told(BulkheadHome home) {
        this.folder = home.state();
        this.file = folder.resolve("window.json");
    }

    public boolean has(String what) {
        for (JsonNode each : read().path("told")) {
            if (each.asText().equals(what)) {
                return true;
            }
        }
        return false;
    }

    /** Keeps that {@code what} was told. Where that cannot be written, it is told again. */
    public void add(String what) {
        ArrayNode told = ControlClient.JSON.createArrayNode();
        read().path("told").forEach(told::add);
        ObjectNode content = ControlClient.JSON.createObjectNode().put("v", 1);
        content.set("told", told.add(what));
        try {
            BulkheadHome.privateFolder(folder);
            Path part = Files.createTempFile(folder, "window", ".part");
            Files.write(part, content.toString().getBytes(StandardCharsets.UTF_8));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            System.getLogger(Told.class.getName()).log(System.Logger.Level.DEBUG, "what was told could not be kept", e);
        }
    }

    private JsonNode read() {
        try {
            return Files.isRegularFile(file)
                    ? ControlClient.JSON.readTree(Files.readAllBytes(file))
                    : ControlClient.JSON.createObjectNode();
        } catch (IOException e) {
            return ControlClient.JSON.createObjectNode();
        }
    }
}
