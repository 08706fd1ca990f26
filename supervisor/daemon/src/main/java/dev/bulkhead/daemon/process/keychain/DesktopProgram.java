package dev.bulkhead.daemon.process.keychain;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.zeroturnaround.exec.ProcessExecutor;
import org.zeroturnaround.exec.ProcessResult;

/**
 * Runs one of the desktop's programs to its end, with the way to the desktop's session and nothing else of our environment. Safe for
 * any thread; waits, also for a consultant whom the desktop asks to unlock its keychain.
 */
class DesktopProgram {
    private static final int LONGEST_SECONDS = 30;
    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final List<String> KEPT =
            List.of("HOME", "USER", "LOGNAME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS");

    /**
     * What a program said.
     *
     * @param out may be a secret: whoever takes it zeroes it
     */
    record Answer(int exit, byte[] out, String err) {}

    Answer run(List<String> command, byte[] stdin) throws IOException {
        Map<String, String> environment = new HashMap<>();
        System.getenv().keySet().stream()
                .filter(name -> !KEPT.contains(name))
                .forEach(name -> environment.put(name, null));
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("LC_ALL", "C.UTF-8");
        try (Zeroed out = new Zeroed();
                ByteArrayOutputStream err = new ByteArrayOutputStream()) {
            ProcessResult result = new ProcessExecutor()
                    .command(command)
                    .directory(new File("/"))
                    .environment(environment)
                    .redirectInput(new ByteArrayInputStream(stdin))
                    .redirectOutput(out)
                    .redirectError(err)
                    .timeout(LONGEST_SECONDS, TimeUnit.SECONDS)
                    .execute();
            if (out.size() > LONGEST_ANSWER) {
                throw new IOException(command.getFirst() + " said more than a keychain has to say");
            }
            return new Answer(
                    result.getExitValue(),
                    out.toByteArray(),
                    err.toString(StandardCharsets.UTF_8).strip());
        } catch (TimeoutException e) {
            throw new IOException(
                    "the desktop's keychain did not answer within " + LONGEST_SECONDS + " s: unlock it, then try again",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking the desktop's keychain", e);
        }
    }

    private static final class Zeroed extends ByteArrayOutputStream {
        @Override
        public void close() {
            Arrays.fill(buf, (byte) 0);
        }
    }
}
