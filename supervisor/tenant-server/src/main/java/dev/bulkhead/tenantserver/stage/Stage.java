package dev.bulkhead.tenantserver.stage;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.bulkhead.tenantserver.json.Json;
import dev.bulkhead.tenantserver.probe.Attempt;
import dev.bulkhead.tenantserver.probe.AttemptsJson;
import dev.bulkhead.tenantserver.probe.Kernel;
import dev.bulkhead.tenantserver.probe.Probe;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;

/**
 * Stands in the sandbox before the upstream does: reads one {@code probe} message, prints its {@code probed} line, reads the
 * command with its environment as one block (see {@link Words}) and becomes it. So credentials come only behind a wall that was
 * proven, and never touch a disk, an argument or another process's environment.
 *
 * <p>With an order and a filter as arguments it is the wall too: see {@link Alone}.
 *
 * <p>Exits with 127 and one line on stderr when it cannot; with 0 when stdin ends before the command, as it does when the
 * supervisor is not content.
 */
public final class Stage {
    private Stage() {}

    public static void main(String[] args) {
        FileInputStream in = new FileInputStream(FileDescriptor.in);
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        System.setOut(System.err); // Stdout carries protocol alone.
        // Linking takes as long as the probe does, and half of that is waiting.
        FutureTask<Boolean> linked = new FutureTask<>(Libc::prepare, true);
        Thread links = new Thread(linked, "links");
        links.setDaemon(true);
        links.start();
        try {
            if (args.length == 2) {
                links.join();
                Words order = Alone.restrict(Path.of(args[0]), Path.of(args[1]));
                if (!order.arguments().isEmpty()) {
                    throw Become.another(new Words(order.arguments(), order.environment(), List.of()));
                }
            }
            ExactInput input = new ExactInput(in);
            out.write(probed(input.line(), () -> {
                linked.get();
                return Become.newUserNamespace();
            }));
            links.join();
            throw Become.another(Words.read(input.block()));
        } catch (java.io.EOFException e) {
            Runtime.getRuntime().halt(0);
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            fail("the probe is no JSON"); // The library's sentence quotes what came.
        } catch (IOException | InterruptedException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    private static void fail(String why) {
        System.err.println("upstream not started: " + why);
        Runtime.getRuntime().halt(127);
    }

    private static byte[] probed(byte[] line, Kernel kernel) throws IOException, InterruptedException {
        List<Attempt.Outcome> outcomes = Probe.run(attempts(line), kernel);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        try (JsonGenerator json = Json.generator(bytes)) {
            json.writeStartObject();
            json.writeStringField("type", "probed");
            AttemptsJson.write(json, outcomes);
            json.writeEndObject();
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    private static List<Attempt> attempts(byte[] line) throws IOException {
        List<Attempt> attempts = List.of();
        String type = "";
        try (JsonParser json = Json.parser(line, 0, line.length)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                json.nextToken();
                switch (key) {
                    case "type" -> type = json.getText();
                    case "targets" -> attempts = AttemptsJson.read(json);
                    default -> json.skipChildren();
                }
            }
        }
        if (!type.equals("probe")) {
            throw new IOException("the first message is no probe");
        }
        return attempts;
    }
}
