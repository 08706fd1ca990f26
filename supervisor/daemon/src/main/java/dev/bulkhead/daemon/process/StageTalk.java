package dev.bulkhead.daemon.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What the supervisor says to the stage of a sandbox (the tenant server module's room {@code stage}): the probe, and, when its
 * answer shows the wall to hold, what to become. For one thread.
 */
final class StageTalk {
    private static final int LONGEST_ANSWER = 64 * 1024;

    /** The kernel's bound for one word of execve(2), MAX_ARG_STRLEN. */
    private static final int LONGEST_WORD = 128 * 1024;

    private final OutputStream in;
    private final InputStream out;

    StageTalk(RawStreams streams) {
        this.in = streams.in();
        this.out = streams.out();
    }

    /** Returns the {@code results} of the stage's answer. */
    JsonNode probe(List<ProbeTarget> targets) throws IOException {
        try {
            in.write(ControlMessages.probe(targets));
            in.flush();
        } catch (IOException e) {
            throw new IOException("the sandbox ended before its self-test: the log has what it said last", e);
        }
        byte[] line = new byte[LONGEST_ANSWER];
        int length = 0;
        while (length == 0 || line[length - 1] != '\n') {
            if (length == line.length) {
                throw new IOException("the self-test's answer has no end");
            }
            int read = out.read(line, length, line.length - length);
            if (read < 0) {
                throw new IOException("the sandbox ended during its self-test");
            }
            length += read;
        }
        try {
            return ControlMessages.JSON.readTree(line, 0, length).path("results");
        } catch (JsonProcessingException e) {
            throw new IOException("the self-test's answer is no JSON");
        }
    }

    /**
     * Has the stage become {@code command} with exactly {@code environment}. The caller closes the values.
     *
     * @param restrictions what it may reach from then on
     */
    void become(List<String> command, Map<String, SecretBytes> environment, List<String> restrictions)
            throws IOException {
        Zeroed bytes = new Zeroed();
        try (DataOutputStream data = new DataOutputStream(bytes)) {
            data.writeInt(command.size());
            for (String word : command) {
                write(data, word.getBytes(StandardCharsets.UTF_8), word);
            }
            data.writeInt(environment.size());
            for (Map.Entry<String, SecretBytes> variable : environment.entrySet()) {
                write(data, variable.getKey(), variable.getValue());
            }
            data.writeInt(restrictions.size());
            for (String rule : restrictions) {
                write(data, rule.getBytes(StandardCharsets.UTF_8), rule);
            }
            bytes.sendTo(in);
        } finally {
            bytes.zero();
        }
    }

    private static void write(DataOutputStream data, String name, SecretBytes value) throws IOException {
        byte[] start = (name + "=").getBytes(StandardCharsets.UTF_8);
        byte[] variable = value.use(bytes -> {
            byte[] both = Arrays.copyOf(start, start.length + bytes.length);
            System.arraycopy(bytes, 0, both, start.length, bytes.length);
            return both;
        });
        try {
            write(data, variable, name);
        } finally {
            Arrays.fill(variable, (byte) 0);
        }
    }

    private static void write(DataOutputStream data, byte[] word, String what) throws IOException {
        if (word.length >= LONGEST_WORD) {
            throw new IOException("'" + shown(what) + "' is longer than a program can be given (128 KiB)");
        }
        for (byte b : word) {
            if (b == 0) {
                throw new IOException("'" + shown(what) + "' holds a NUL, which no program can be given");
            }
        }
        data.writeInt(word.length);
        data.write(word);
    }

    private static String shown(String what) {
        return what.length() > 60 ? what.substring(0, 60) + "…" : what;
    }

    /** A buffer that can forget what went through it; large enough not to be copied as a rule. */
    private static final class Zeroed extends ByteArrayOutputStream {
        Zeroed() {
            super(256 * 1024);
        }

        void sendTo(OutputStream out) throws IOException {
            byte[] length = new byte[4];
            for (int i = 0; i < 4; i++) {
                length[i] = (byte) (count >>> 24 - 8 * i);
            }
            out.write(length);
            out.write(buf, 0, count);
            out.flush();
        }

        void zero() {
            Arrays.fill(buf, (byte) 0);
        }
    }
}
