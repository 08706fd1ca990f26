package dev.bulkhead.ui.model;

import dev.bulkhead.protocol.home.TenantId;
import java.time.Instant;
import java.util.List;

/**
 * One thing that waits for the consultant's word.
 *
 * @param session the session that it is about
 * @param scopes how far a consent may reach
 */
public record Question(
        String id,
        TenantId tenant,
        String session,
        Subject subject,
        List<Scope> scopes,
        Instant asked,
        Instant expires) {
    public Question {
        scopes = List.copyOf(scopes);
    }

    /** What is asked about. */
    public sealed interface Subject {
        /** The host that wants it. */
        Program program();
    }

    /**
     * A call that is held.
     *
     * @param parents who started the host, the nearest first
     * @param arguments as JSON, laid out to be read, with what cannot be seen written out
     * @param bytes how many the arguments have in all; the text may be only their beginning
     * @param whole whether the text is all of them
     * @param rule what made it wait
     */
    public record Call(
            Program program,
            List<Program> parents,
            String tool,
            String arguments,
            long bytes,
            boolean whole,
            String rule)
            implements Subject {
        public Call {
            parents = List.copyOf(parents);
        }
    }

    /**
     * A host that is not known for the tenant.
     *
     * @param sha256 of what runs
     * @param script what an interpreter runs; empty for a program of its own
     * @param hasChanged whether it was known, with another content
     * @param isLetGo whether its starter has let it go, so that it stands for nobody
     * @param parents who started it, the nearest first
     * @param tools patterns of what it wants to call
     */
    public record Host(
            Program program,
            String sha256,
            String script,
            boolean hasChanged,
            boolean isLetGo,
            List<Program> parents,
            List<String> tools)
            implements Subject {
        public Host {
            parents = List.copyOf(parents);
            tools = List.copyOf(tools);
        }
    }
}
