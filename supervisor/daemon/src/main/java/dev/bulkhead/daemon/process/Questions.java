package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.sandbox.Programs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.zeroturnaround.exec.InvalidExitValueException;
import org.zeroturnaround.exec.ProcessExecutor;

/**
 * Asks programs of the consultant's own (node, python, npm) where they live and how they are set up, with a search path and a
 * home and nothing else of our environment. Safe for any thread; waits for the answer.
 */
final class Questions implements Programs.Question {
    private static final int LONGEST_SECONDS = 15;

    private final Path userHome;

    Questions(Path userHome) {
        this.userHome = userHome;
    }

    @Override
    public String ask(List<String> command) throws IOException {
        Map<String, String> environment = new HashMap<>();
        System.getenv().keySet().forEach(name -> environment.put(name, null));
        Path folder = Path.of(command.getFirst()).getParent();
        environment.put("PATH", (folder == null ? "" : folder + ":") + "/usr/local/bin:/usr/bin:/bin");
        environment.put("HOME", userHome.toString());
        environment.put("LC_ALL", "C.UTF-8");
        try {
            return new ProcessExecutor()
                    .command(command)
                    .directory(new File("/"))
                    .environment(environment)
                    .redirectErrorStream(false)
                    .readOutput(true)
                    .exitValueNormal()
                    .timeout(LONGEST_SECONDS, TimeUnit.SECONDS)
                    .execute()
                    .outputUTF8();
        } catch (InvalidExitValueException e) {
            throw new IOException(
                    command.getFirst() + " ends with status " + e.getExitValue() + " when it is asked", e);
        } catch (TimeoutException e) {
            throw new IOException(command.getFirst() + " did not answer within " + LONGEST_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking " + command.getFirst(), e);
        }
    }
}
