package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.control.ControlRefusedException;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that asks the supervisor one thing and says what came of it: as one JSON document with {@code --json}, else in words. */
abstract class Errand implements Callable<Integer> {
    private static final long WORTH_TELLING_NANOS = 2_000_000_000L;

    @Spec
    CommandSpec spec;

    @Mixin
    Json json;

    /** Whether a page that is to be opened is opened, and not only named. */
    boolean opensBrowser() {
        return true;
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    final ParameterException wrong(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    /** Arguments that name one tenant or say all; both, or neither, is wrong usage. */
    final ObjectNode ofOneOrAll(@Nullable String tenant, boolean all) {
        if (all == (tenant != null)) {
            throw wrong("name one tenant, or give --all");
        }
        return tenant == null ? Connection.args().put("all", true) : of(tenant);
    }

    /** The supervisor stands in another folder than whoever asks. */
    static String absolute(Path file) {
        return file.toAbsolutePath().normalize().toString();
    }

    static ObjectNode of(String tenant) {
        return Connection.args().put("tenant", tenant);
    }

    static ObjectNode of(String tenant, String name) {
        return of(tenant).put("name", name);
    }

    /** Asks, and tells the answer; what is said while it lasts goes to stderr. Returns the exit status. */
    final int ask(String command, ObjectNode args, Consumer<JsonNode> words, SecretBytes... secrets)
            throws IOException, ControlRefusedException {
        try (Connection supervisor = Connection.open()) {
            return tell(supervisor.call(command, args, progress(), secrets), words);
        }
    }

    /** As {@link #ask}, and adds to the answer before it is told. */
    final int ask(
            String command,
            ObjectNode args,
            Consumer<ObjectNode> more,
            Consumer<JsonNode> words,
            SecretBytes... secrets)
            throws IOException, ControlRefusedException {
        try (Connection supervisor = Connection.open()) {
            JsonNode answer = supervisor.call(command, args, progress(), secrets);
            if (answer instanceof ObjectNode object) {
                more.accept(object);
            }
            return tell(answer, words);
        }
    }

    /** Asks, and tells what stands under {@code key} of the answer. */
    final int list(String command, ObjectNode args, String key, Consumer<JsonNode> words)
            throws IOException, ControlRefusedException {
        try (Connection supervisor = Connection.open()) {
            return tell(supervisor.call(command, args).path(key), words);
        }
    }

    final int tell(JsonNode document, Consumer<JsonNode> words) throws IOException {
        if (json.json) {
            Connection.print(out(), document);
        } else {
            words.accept(document);
        }
        return 0;
    }

    /** To people at once; to scripts only when it takes long, since they take stderr for an error. */
    final ControlClient.Progress progress() {
        Console console = System.console();
        boolean toPeople = console != null && console.isTerminal();
        long began = System.nanoTime();
        return new ControlClient.Progress() {
            @Override
            public void progress(String what) {
                if (toPeople || System.nanoTime() - began > WORTH_TELLING_NANOS) {
                    err().println(what);
                }
            }

            @Override
            public void item(JsonNode item) {
                if (item.has("open")) {
                    Browser.show(item, opensBrowser(), err());
                }
            }
        };
    }
}
