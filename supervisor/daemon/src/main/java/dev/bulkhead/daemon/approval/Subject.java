package dev.bulkhead.daemon.approval;

import dev.bulkhead.daemon.tenant.ToolPattern;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a question is about: everything that the consultant is shown of it. */
public sealed interface Subject {
    /** The wire name of its kind. */
    String kind();

    /** How far a consent to it may reach. */
    Set<Scope> scopes();

    /** One line for the audit; nothing of an argument. */
    String summary();

    /**
     * May this host work for the tenant?
     *
     * @param identity what was measured
     * @param process the process behind the connection
     * @param before the identity that was known under the same path, where it has changed
     * @param tools the tools that settings give such a host; empty for those that everybody has
     */
    record Host(HostIdentity identity, HostProcess process, Optional<HostIdentity> before, List<ToolPattern> tools)
            implements Subject {
        public Host {
            tools = List.copyOf(tools);
        }

        @Override
        public String kind() {
            return "host";
        }

        /** Whoever has let its launcher go could be anybody: what is known of the launcher is known of them all. */
        @Override
        public Set<Scope> scopes() {
            return process.standing() == HostProcess.Standing.LET_GO
                    ? EnumSet.of(Scope.ONCE)
                    : EnumSet.of(Scope.ONCE, Scope.SESSION, Scope.ALWAYS);
        }

        @Override
        public String summary() {
            return "host " + identity.shown() + " sha256 " + identity.sha256()
                    + (before.isPresent() ? ", which has changed" : "");
        }
    }

    /**
     * May this call go on?
     *
     * @param tool as the host named it
     * @param arguments their JSON as it was sent, cut where {@code argumentBytes} says that there is more. In memory alone
     * @param argumentBytes how long they are
     * @param argsHash what names them in the audit
     * @param rule the rule that asks
     * @param host who calls
     * @param parents who started it, its parent first
     */
    record Call(
            String tool,
            String arguments,
            int argumentBytes,
            @Nullable String argsHash,
            String rule,
            RunningProgram host,
            List<RunningProgram> parents)
            implements Subject {
        public Call {
            parents = List.copyOf(parents);
        }

        @Override
        public String kind() {
            return "call";
        }

        @Override
        public Set<Scope> scopes() {
            return EnumSet.of(Scope.ONCE, Scope.SESSION, Scope.TODAY);
        }

        @Override
        public String summary() {
            return "call of " + tool + " under " + rule;
        }
    }
}
