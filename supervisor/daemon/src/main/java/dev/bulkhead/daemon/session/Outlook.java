package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.policy.Binding;
import dev.bulkhead.daemon.policy.Decision;
import dev.bulkhead.daemon.process.TenantProcess;
import dev.bulkhead.daemon.signin.SignIn;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a tenant's sign-in may do now, tool by tool: for people, never for a decision. Safe for any thread. */
public final class Outlook {
    private final RunningTenant tenant;

    public Outlook(RunningTenant tenant) {
        this.tenant = tenant;
    }

    /** Returns what is kept of what each tool says of itself, by the name that hosts see. */
    public SortedMap<String, ToolPins.Pin> pins() {
        return tenant.toolPins().all();
    }

    /**
     * Returns what policy says of each tool that the tenant server has named, by the name that hosts see; nothing while nobody is
     * signed in or no server runs. A host or a token can have fewer.
     */
    public SortedMap<String, Decision> tools() {
        Optional<SignIn> live = tenant.liveSignIn().now();
        TenantProcess running = tenant.server().running();
        if (live.isEmpty() || running == null) {
            return Collections.emptySortedMap();
        }
        Binding binding = new Binding(
                tenant.id(), live.get().grant().tools(), live.get().grant().readOnly());
        SortedMap<String, Decision> tools = new TreeMap<>();
        for (String name : running.tools()) {
            Decision byName = tenant.policy().decide(binding, name);
            String full = running.fullName(name);
            tools.put(
                    name,
                    full == null || byName instanceof Decision.Refuse
                            ? byName
                            : tenant.policy().decide(binding, full));
        }
        return tools;
    }
}
