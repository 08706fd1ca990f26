package dev.bulkhead.daemon;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;
import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.nio.file.Path;

/** The supervisor's log, in files for its user alone. See {@link SupervisorLog}. */
final class PrivateLog extends RollingFileAppender<ILoggingEvent> {
    @Override
    public void openFile(String name) throws IOException {
        BulkheadHome.privateFile(Path.of(name));
        super.openFile(name);
    }
}
