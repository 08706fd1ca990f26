package dev.bulkhead.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import java.nio.charset.StandardCharsets;

/**
 * The supervisor's log: one line an event, the tenant in every one ('-' where there is none), rotated. Logback finds it as a
 * service; in code and not in XML, since reading that costs a start 0.2 s.
 */
public final class SupervisorLog extends ContextAwareBase implements Configurator {
    /** Where the log goes: {@code Daemon} sets it before the first logger is asked for. Without it nothing is logged. */
    static final String FOLDER = "bulkhead.logs";

    /** What was thrown and where, behind a bar on the line of the event: "" where nothing was. */
    private static final String THROWN =
            "%replace(%replace(%replace(%ex{short}){'\\s+$',''}){'\\s*[\\r\\n]+\\s*',' '}){'^(?=.)',' | '}%nopex";

    private static final String LINE = "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSS'Z'\",UTC} %-5level tenant=%X{tenant:--}"
            + " session=%X{session:--} %logger{0} - %replace(%msg){'[\\r\\n]+',' '}" + THROWN + "%n";

    @Override
    public ExecutionStatus configure(LoggerContext logs) {
        return configure(logs, System.getProperty(FOLDER, ""));
    }

    static ExecutionStatus configure(LoggerContext logs, String folder) {
        Logger root = logs.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        if (folder.isEmpty()) {
            root.setLevel(Level.OFF);
            return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
        }
        root.setLevel(Level.INFO);
        // At DEBUG zt-exec logs a child's command line and environment.
        logs.getLogger("org.zeroturnaround").setLevel(Level.WARN);
        root.addAppender(file(logs, folder));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static PrivateLog file(LoggerContext logs, String folder) {
        PrivateLog file = new PrivateLog();
        file.setContext(logs);
        file.setName("FILE");
        file.setFile(folder + "/supervisor.log");
        SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
        policy.setContext(logs);
        policy.setParent(file);
        // Not .gz: a file that is renamed keeps its mode, one that is compressed gets the system's.
        policy.setFileNamePattern(folder + "/supervisor.%d{yyyy-MM-dd,UTC}.%i.log");
        policy.setMaxFileSize(new FileSize(10 * FileSize.MB_COEFFICIENT));
        policy.setMaxHistory(30);
        policy.setTotalSizeCap(new FileSize(200 * FileSize.MB_COEFFICIENT));
        policy.start();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(logs);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern(LINE);
        encoder.start();
        file.setRollingPolicy(policy);
        file.setEncoder(encoder);
        file.start();
        return file;
    }
}
